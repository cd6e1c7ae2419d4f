CREATE TABLE "sso_account" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"connected_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_account_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sso_account_subject_key" UNIQUE("tenant_id","issuer","subject"),
	CONSTRAINT "sso_account_user_key" UNIQUE("tenant_id","issuer","user_id")
);
--> statement-breakpoint
ALTER TABLE "sso_account" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tenant_sso" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text NOT NULL,
	"sealed_client_secret" text NOT NULL,
	"domains" text[] NOT NULL,
	"join_role" text,
	"changed_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_sso_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "tenant_sso" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "sso_tenant_id" uuid;--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "sso_id" uuid;--> statement-breakpoint
ALTER TABLE "tenant_closing" ADD COLUMN "reminded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stand_in" ADD COLUMN "end_noted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sso_account" ADD CONSTRAINT "sso_account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_account" ADD CONSTRAINT "sso_account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_sso" ADD CONSTRAINT "tenant_sso_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "tenant_sso_tenant_key" ON "tenant_sso" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "session_sso_idx" ON "session" USING btree ("sso_tenant_id","sso_id");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "sso_account" AS PERMISSIVE FOR ALL TO public USING ("sso_account"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("sso_account"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "tenant_sso" AS PERMISSIVE FOR ALL TO public USING ("tenant_sso"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK ("tenant_sso"."tenant_id" = (select nullif(current_setting('app.tenant_id', true), '')::uuid));