-- Who may do what. Everything is refused unless it is granted here; TRUNCATE, REFERENCES and TRIGGER never are.

-- Seals each tenant table that a migration has added: row level security holds for its owner too, and the application
-- role gets its four verbs. A table that is already forced keeps the grants it has (what is never changed has two).
CREATE FUNCTION public.seal_tenant_tables() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT c.oid::regclass AS name
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relforcerowsecurity
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found.name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO candlefish_app', found.name);
  END LOOP;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.seal_tenant_tables() FROM PUBLIC;
--> statement-breakpoint
ALTER TABLE "audit_entry" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "rate_book_version" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "quote_acceptance" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT ON "audit_entry", "rate_book_version", "quote_acceptance" TO candlefish_app;
--> statement-breakpoint
SELECT public.seal_tenant_tables();
--> statement-breakpoint
ALTER TABLE "tenant" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "user" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "session" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- A tenant transaction sees its own tenant and its colleagues, without what signs them in.
GRANT SELECT, UPDATE ("name", "locale", "time_zone", "currency", "units", "updated_at") ON "tenant" TO candlefish_app;
--> statement-breakpoint
GRANT SELECT ("id", "email", "name") ON "user" TO candlefish_app;
--> statement-breakpoint
-- Sign-in and sign-up reach identity and nothing of any tenant's work.
GRANT SELECT, INSERT, UPDATE ON "tenant", "user", "membership" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "session" TO candlefish_platform;
--> statement-breakpoint
-- The one door into a tenant: sets the transaction's tenant from a session and a membership that is not suspended.
-- No row: no such session. A row without tenant_id: signed in, and not a member here.
CREATE FUNCTION public.enter_session(token_hash text, wanted_slug text)
  RETURNS TABLE (
    user_id uuid, email text, user_name text, expires_at timestamptz,
    tenant_id uuid, slug text, tenant_name text, locale text, time_zone text, currency text, units text, member_role text
  )
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT u.id, u.email, u.name, s.expires_at, m.tenant_id, t.slug, t.name, t.locale, t.time_zone, t.currency, t.units, m.role
    INTO user_id, email, user_name, expires_at, tenant_id, slug, tenant_name, locale, time_zone, currency, units, member_role
    FROM public.session s
    JOIN public."user" u ON u.id = s.user_id
    LEFT JOIN (public.membership m JOIN public.tenant t ON t.id = m.tenant_id)
      ON m.user_id = u.id AND lower(t.slug) = lower(wanted_slug) AND m.suspended_at IS NULL
    WHERE s.id = token_hash AND s.expires_at > now();
  IF NOT FOUND THEN
    PERFORM set_config('app.tenant_id', '', true);
    RETURN;
  END IF;
  PERFORM set_config('app.tenant_id', coalesce(tenant_id::text, ''), true);
  IF tenant_id IS NULL THEN
    slug := NULL;
  END IF;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.enter_session(text, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.enter_session(text, text) TO candlefish_app;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO candlefish_platform;
--> statement-breakpoint
ALTER FUNCTION public.enter_session(text, text) OWNER TO candlefish_platform;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM candlefish_platform;
--> statement-breakpoint
-- History is written once. The grant says so to the application, the trigger to everybody else.
CREATE FUNCTION public.refuse_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.refuse_change() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
