-- What signs a person in, and the letters about it, belong to no tenant: only the platform role reaches them.
ALTER TABLE "email_proof" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "connected_account" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "pending_identity" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "account_mail" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "email_proof", "connected_account", "pending_identity", "account_mail" TO candlefish_platform;
--> statement-breakpoint
-- A person may end their account; what belongs to it goes with it.
GRANT DELETE ON "user" TO candlefish_platform;
--> statement-breakpoint
-- The frame of a business says when the member's own address is not confirmed yet.
GRANT SELECT ("email_verified_at") ON "user" TO candlefish_app;
--> statement-breakpoint
-- Wakes the postman when the transaction that wrote a letter commits. The payload is empty: a channel has no policies.
CREATE FUNCTION public.announce_account_mail() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('candlefish_mail', '');
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.announce_account_mail() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER account_mail_announced AFTER INSERT ON "account_mail"
  FOR EACH STATEMENT EXECUTE FUNCTION public.announce_account_mail();
