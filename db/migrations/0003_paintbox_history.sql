CREATE TABLE "estimate_save" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"revision_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"saved_by" uuid,
	CONSTRAINT "estimate_save_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "estimate_save_version_key" UNIQUE("tenant_id","revision_id","version")
);
--> statement-breakpoint
ALTER TABLE "estimate_save" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "quote_view" ALTER COLUMN "ip" SET DEFAULT '';--> statement-breakpoint
ALTER TABLE "quote_view" ALTER COLUMN "ip" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "client_note" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deal" ADD COLUMN "archived_by" uuid;--> statement-breakpoint
ALTER TABLE "deal" ADD COLUMN "created_by" uuid;--> statement-breakpoint
ALTER TABLE "estimate" ADD COLUMN "expires_on" date;--> statement-breakpoint
ALTER TABLE "quote" ADD COLUMN "superseded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "quote_view" ADD COLUMN "viewed_hour" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "workbook" ADD COLUMN "archived_by" uuid;--> statement-breakpoint
ALTER TABLE "estimate_save" ADD CONSTRAINT "estimate_save_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "estimate_save" ADD CONSTRAINT "estimate_save_revision_fk" FOREIGN KEY ("tenant_id","revision_id") REFERENCES "public"."estimate_revision"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "client_email_idx" ON "client" USING btree ("tenant_id",lower("email"));--> statement-breakpoint
CREATE INDEX "client_updated_idx" ON "client" USING btree ("tenant_id","updated_at");--> statement-breakpoint
ALTER TABLE "quote_view" ADD CONSTRAINT "quote_view_hour_key" UNIQUE("tenant_id","quote_id","ip","viewed_hour");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "estimate_save" AS PERMISSIVE FOR ALL TO public USING ("estimate_save"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("estimate_save"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));