-- Until now everybody in it came with an archive.
ALTER TABLE "former_member" ADD COLUMN "origin" text DEFAULT 'archive' NOT NULL;--> statement-breakpoint
ALTER TABLE "former_member" ALTER COLUMN "origin" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "former_member" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
CREATE POLICY "former_member_platform" ON "former_member" AS PERMISSIVE FOR ALL TO "candlefish_platform" USING (true) WITH CHECK (true);
