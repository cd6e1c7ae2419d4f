CREATE TABLE "knowledge_pass" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"cursor" uuid,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "knowledge_pass_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "knowledge_pass_type_key" UNIQUE("tenant_id","record_type")
);
--> statement-breakpoint
ALTER TABLE "knowledge_pass" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "knowledge_pass" ADD CONSTRAINT "knowledge_pass_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "knowledge_pass" AS PERMISSIVE FOR ALL TO public USING ("knowledge_pass"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("knowledge_pass"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));