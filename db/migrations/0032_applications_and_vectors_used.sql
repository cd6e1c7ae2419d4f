CREATE TABLE "connected_application" (
	"session_id" text PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"client" text NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connected_application" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "assistant_usage" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "connected_application" ADD CONSTRAINT "connected_application_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."session"("id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "connected_application" ADD CONSTRAINT "connected_application_business_id_tenant_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connected_application_business_idx" ON "connected_application" USING btree ("business_id");--> statement-breakpoint
CREATE POLICY "connected_application_platform" ON "connected_application" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);