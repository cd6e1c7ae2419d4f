CREATE TABLE "connected_account" (
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"email" text,
	"connected_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connected_account_pkey" PRIMARY KEY("provider","subject")
);
--> statement-breakpoint
ALTER TABLE "connected_account" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "email_proof" (
	"id" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"user_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "email_proof" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "pending_identity" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"next" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pending_identity" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "account_mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"template" text NOT NULL,
	"from_name" text NOT NULL,
	"reply_to" text,
	"to_address" text NOT NULL,
	"subject" text NOT NULL,
	"html" text,
	"plain" text,
	"useful_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"sent_at" timestamp with time zone,
	"dead_at" timestamp with time zone,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leased_until" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "account_mail" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"template" text NOT NULL,
	"from_name" text NOT NULL,
	"reply_to" text,
	"to_address" text NOT NULL,
	"subject" text NOT NULL,
	"html" text,
	"plain" text,
	"useful_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"sent_at" timestamp with time zone,
	"dead_at" timestamp with time zone,
	CONSTRAINT "mail_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "mail" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "email_verified_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connected_account" ADD CONSTRAINT "connected_account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_proof" ADD CONSTRAINT "email_proof_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_mail" ADD CONSTRAINT "account_mail_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connected_account_user_id_idx" ON "connected_account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "email_proof_email_idx" ON "email_proof" USING btree (lower("email"),"purpose","created_at");--> statement-breakpoint
CREATE INDEX "email_proof_user_id_idx" ON "email_proof" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "pending_identity_expires_at_idx" ON "pending_identity" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "account_mail_due_idx" ON "account_mail" USING btree ("run_at") WHERE "account_mail"."sent_at" is null and "account_mail"."dead_at" is null;--> statement-breakpoint
CREATE INDEX "account_mail_created_at_idx" ON "account_mail" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "account_mail_user_id_idx" ON "account_mail" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "mail_created_at_idx" ON "mail" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE POLICY "connected_account_platform" ON "connected_account" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "email_proof_platform" ON "email_proof" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "pending_identity_platform" ON "pending_identity" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "account_mail_platform" ON "account_mail" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "mail" AS PERMISSIVE FOR ALL TO public USING ("mail"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("mail"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));