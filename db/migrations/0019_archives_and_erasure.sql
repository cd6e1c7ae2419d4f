CREATE TABLE "archive" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"direction" text NOT NULL,
	"state" text DEFAULT 'working' NOT NULL,
	"cursor" jsonb NOT NULL,
	"rows_done" integer DEFAULT 0 NOT NULL,
	"rows_total" integer DEFAULT 0 NOT NULL,
	"size" bigint DEFAULT 0 NOT NULL,
	"problem" text,
	"requested_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "archive_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "archive" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "archive_entry" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"archive_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"path" text NOT NULL,
	"position" bigint NOT NULL,
	"size" bigint NOT NULL,
	"compressed_size" bigint NOT NULL,
	"crc32" bigint NOT NULL,
	"sha256" text NOT NULL,
	"rows" integer,
	"checksum" text,
	CONSTRAINT "archive_entry_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "archive_entry_number_key" UNIQUE("tenant_id","archive_id","number")
);
--> statement-breakpoint
ALTER TABLE "archive_entry" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "archive_part" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"archive_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "archive_part_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "archive_part_number_key" UNIQUE("tenant_id","archive_id","number")
);
--> statement-breakpoint
ALTER TABLE "archive_part" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "erasure_proof" (
	"id" uuid PRIMARY KEY NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp with time zone,
	"erased" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"remaining" jsonb,
	"audit_seq" bigint,
	"audit_hash" text,
	"statement" text,
	"signature" text,
	"key_id" text
);
--> statement-breakpoint
ALTER TABLE "erasure_proof" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "former_member" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "former_member_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "former_member_user_key" UNIQUE("tenant_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "former_member" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "person_erasure" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"report" jsonb NOT NULL,
	"erased_by" uuid,
	"erased_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_erasure_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "person_erasure" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tenant_closing" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"requested_by" uuid,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erase_after" timestamp with time zone NOT NULL,
	"cancelled_at" timestamp with time zone,
	"cancelled_by" uuid,
	CONSTRAINT "tenant_closing_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "tenant_closing" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "archive" ADD CONSTRAINT "archive_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_entry" ADD CONSTRAINT "archive_entry_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_entry" ADD CONSTRAINT "archive_entry_archive_fk" FOREIGN KEY ("tenant_id","archive_id") REFERENCES "public"."archive"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_part" ADD CONSTRAINT "archive_part_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_part" ADD CONSTRAINT "archive_part_archive_fk" FOREIGN KEY ("tenant_id","archive_id") REFERENCES "public"."archive"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "former_member" ADD CONSTRAINT "former_member_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_erasure" ADD CONSTRAINT "person_erasure_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_closing" ADD CONSTRAINT "tenant_closing_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "tenant_closing_open_key" ON "tenant_closing" USING btree ("tenant_id") WHERE "tenant_closing"."cancelled_at" is null;--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "archive" AS PERMISSIVE FOR ALL TO public USING ("archive"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("archive"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "archive_entry" AS PERMISSIVE FOR ALL TO public USING ("archive_entry"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("archive_entry"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "archive_part" AS PERMISSIVE FOR ALL TO public USING ("archive_part"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("archive_part"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "erasure_proof_platform" ON "erasure_proof" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "former_member" AS PERMISSIVE FOR ALL TO public USING ("former_member"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("former_member"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "person_erasure" AS PERMISSIVE FOR ALL TO public USING ("person_erasure"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("person_erasure"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "tenant_closing" AS PERMISSIVE FOR ALL TO public USING ("tenant_closing"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("tenant_closing"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_closing_platform" ON "tenant_closing" AS PERMISSIVE FOR SELECT TO "candlefish_platform" USING (true);