CREATE TABLE "feature_switch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"feature" text NOT NULL,
	"in_tenant_id" uuid,
	"is_on" boolean NOT NULL,
	"switched_at" timestamp with time zone DEFAULT now() NOT NULL,
	"switched_by" uuid
);
--> statement-breakpoint
ALTER TABLE "feature_switch" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "operator" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "operator" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "operator_act" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"operator_id" uuid,
	"operator_name" text NOT NULL,
	"about_tenant_id" uuid,
	"reason" text,
	"detail" jsonb,
	"request_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"seq" bigint,
	"previous_hash" text,
	"hash" text
);
--> statement-breakpoint
ALTER TABLE "operator_act" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stand_in" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"member_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"reads_only" boolean NOT NULL,
	"needs_consent" boolean NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"allowed_until" timestamp with time zone,
	"started_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "stand_in_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "stand_in" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "stand_in_tenant_id" uuid;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "stand_in_id" uuid;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "started_from" text;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "api_call_limit" integer DEFAULT 100000 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "assistant_token_limit" integer DEFAULT 1000000 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "plan" text DEFAULT 'standard' NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "suspended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "suspended_reason" text;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "operator_access" text DEFAULT 'notice' NOT NULL;--> statement-breakpoint
ALTER TABLE "operator" ADD CONSTRAINT "operator_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stand_in" ADD CONSTRAINT "stand_in_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "feature_switch_feature_idx" ON "feature_switch" USING btree ("feature","in_tenant_id");--> statement-breakpoint
CREATE INDEX "operator_act_seq_idx" ON "operator_act" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "operator_act_tenant_idx" ON "operator_act" USING btree ("about_tenant_id","seq");--> statement-breakpoint
CREATE INDEX "stand_in_requested_at_idx" ON "stand_in" USING btree ("tenant_id","requested_at");--> statement-breakpoint
CREATE INDEX "session_stand_in_idx" ON "session" USING btree ("stand_in_tenant_id","stand_in_id");--> statement-breakpoint
CREATE INDEX "session_started_from_idx" ON "session" USING btree ("started_from");--> statement-breakpoint
CREATE POLICY "event_platform" ON "event" AS PERMISSIVE FOR SELECT TO "candlefish_platform" USING (true);--> statement-breakpoint
CREATE POLICY "job_platform" ON "job" AS PERMISSIVE FOR SELECT TO "candlefish_platform" USING (true);--> statement-breakpoint
CREATE POLICY "stored_file_platform" ON "stored_file" AS PERMISSIVE FOR SELECT TO "candlefish_platform" USING (true);--> statement-breakpoint
CREATE POLICY "mail_platform" ON "mail" AS PERMISSIVE FOR SELECT TO "candlefish_platform" USING (true);--> statement-breakpoint
CREATE POLICY "feature_switch_platform" ON "feature_switch" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "operator_platform" ON "operator" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "operator_act_platform" ON "operator_act" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "stand_in" AS PERMISSIVE FOR ALL TO public USING ("stand_in"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("stand_in"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "stand_in_platform" ON "stand_in" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);