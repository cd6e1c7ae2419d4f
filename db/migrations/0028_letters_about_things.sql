ALTER TABLE "tenant" ADD COLUMN "daily_mail_limit" integer DEFAULT 500 NOT NULL;--> statement-breakpoint
ALTER TABLE "mail" ADD COLUMN "about_id" uuid;--> statement-breakpoint
CREATE INDEX "mail_about_id_idx" ON "mail" USING btree ("tenant_id","about_id") WHERE "mail"."about_id" is not null;