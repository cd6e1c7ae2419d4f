CREATE TABLE "tenant_brand" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"colour" text,
	"logo_file_id" uuid,
	"updated_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_brand_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "tenant_brand" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "closed_product" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"product" text NOT NULL,
	"closed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_by" uuid,
	CONSTRAINT "closed_product_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "closed_product_key" UNIQUE("tenant_id","product")
);
--> statement-breakpoint
ALTER TABLE "closed_product" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "membership" ADD COLUMN "product_access" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "seat_limit" integer DEFAULT 100 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "storage_limit_mib" integer DEFAULT 10240 NOT NULL;--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "has_second_factor" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant_brand" ADD CONSTRAINT "tenant_brand_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_brand" ADD CONSTRAINT "tenant_brand_logo_fk" FOREIGN KEY ("tenant_id","logo_file_id") REFERENCES "public"."stored_file"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closed_product" ADD CONSTRAINT "closed_product_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "tenant_brand_tenant_key" ON "tenant_brand" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "audit_entry_actor_idx" ON "audit_entry" USING btree ("tenant_id","actor_id");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "tenant_brand" AS PERMISSIVE FOR ALL TO public USING ("tenant_brand"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("tenant_brand"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "closed_product" AS PERMISSIVE FOR ALL TO public USING ("closed_product"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("closed_product"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "closed_product_platform" ON "closed_product" AS PERMISSIVE FOR SELECT TO "candlefish_platform" USING (true);