CREATE TABLE "audit_redaction" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"step" integer NOT NULL,
	"erasure_id" uuid NOT NULL,
	"anchor_id" uuid NOT NULL,
	"text_hash" text NOT NULL,
	CONSTRAINT "audit_redaction_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "audit_redaction_step_key" UNIQUE("tenant_id","seq","step")
);
--> statement-breakpoint
ALTER TABLE "audit_redaction" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "person_erasure" ALTER COLUMN "erased_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "person_erasure" ALTER COLUMN "erased_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "values_hash" text;--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "subject_type" text NOT NULL;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "subject_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "state" text DEFAULT 'working' NOT NULL;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "place" jsonb;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "requested_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "statement" text;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "signature" text;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD COLUMN "key_id" text;--> statement-breakpoint
ALTER TABLE "client" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "audit_redaction" ADD CONSTRAINT "audit_redaction_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_redaction" ADD CONSTRAINT "audit_redaction_entry_fk" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "public"."audit_entry"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_redaction" ADD CONSTRAINT "audit_redaction_erasure_fk" FOREIGN KEY ("tenant_id","erasure_id") REFERENCES "public"."person_erasure"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_redaction_entry_idx" ON "audit_redaction" USING btree ("tenant_id","entry_id");--> statement-breakpoint
CREATE INDEX "audit_redaction_erasure_idx" ON "audit_redaction" USING btree ("tenant_id","erasure_id");--> statement-breakpoint
ALTER TABLE "person_erasure" DROP COLUMN "client_id";--> statement-breakpoint
ALTER TABLE "person_erasure" ADD CONSTRAINT "person_erasure_subject_key" UNIQUE("tenant_id","subject_type","subject_id");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "audit_redaction" AS PERMISSIVE FOR ALL TO public USING ("audit_redaction"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("audit_redaction"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));