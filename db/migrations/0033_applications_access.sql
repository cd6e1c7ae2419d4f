-- Programs that were let in belong to a person's session and to no tenant: only the platform role reaches them.
ALTER TABLE "connected_application" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- What one was let do is not changed: it is let in anew.
GRANT SELECT, INSERT, DELETE ON "connected_application" TO candlefish_platform;
