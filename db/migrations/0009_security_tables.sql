CREATE TABLE "access_log" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"method" text,
	"path" text,
	"status" integer,
	"milliseconds" integer,
	"address" text,
	"request_id" text,
	"detail" text,
	CONSTRAINT "access_log_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "access_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "chain_head" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "chain_head_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "chain_head_name_key" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
ALTER TABLE "chain_head" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "platform_access_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"method" text,
	"path" text,
	"status" integer,
	"milliseconds" integer,
	"address" text,
	"request_id" text,
	"detail" text
);
--> statement-breakpoint
ALTER TABLE "platform_access_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tenant_key" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"master_key_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_key_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "tenant_key_version_key" UNIQUE("tenant_id","version")
);
--> statement-breakpoint
ALTER TABLE "tenant_key" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "user_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"master_key_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_key_user_key" UNIQUE("user_id")
);
--> statement-breakpoint
ALTER TABLE "user_key" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "on_behalf_of" uuid;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "door" text;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "seq" bigint;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "previous_hash" text;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "access_log" ADD CONSTRAINT "access_log_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chain_head" ADD CONSTRAINT "chain_head_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_key" ADD CONSTRAINT "tenant_key_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_key" ADD CONSTRAINT "user_key_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_log_at_idx" ON "access_log" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "platform_access_log_at_idx" ON "platform_access_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "platform_access_log_user_idx" ON "platform_access_log" USING btree ("user_id","at");--> statement-breakpoint
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_seq_key" UNIQUE("tenant_id","seq");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "access_log" AS PERMISSIVE FOR ALL TO public USING ("access_log"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("access_log"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "access_log_platform" ON "access_log" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "chain_head" AS PERMISSIVE FOR ALL TO public USING ("chain_head"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("chain_head"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "platform_access_log_platform" ON "platform_access_log" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "tenant_key" AS PERMISSIVE FOR ALL TO public USING ("tenant_key"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("tenant_key"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_key_platform" ON "tenant_key" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "user_key_platform" ON "user_key" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);