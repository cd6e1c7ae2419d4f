-- Keys that sign access tokens, and the tokens that renew them, belong to no tenant: only the platform role reaches them.
ALTER TABLE "signing_key" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "refresh_token" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- What a key signed was signed by it: nothing of it changes but the master key that wraps it.
GRANT SELECT, INSERT, DELETE, UPDATE ("wrapped", "master_key_id") ON "signing_key" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE, UPDATE ("used_at") ON "refresh_token" TO candlefish_platform;
