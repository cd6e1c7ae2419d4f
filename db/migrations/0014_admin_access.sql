-- The application's role gets its four verbs on the new tables; limits are the platform's to change.
SELECT public.seal_tenant_tables();
--> statement-breakpoint
GRANT SELECT ON "closed_product" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT ("has_second_factor") ON "user" TO candlefish_app;
--> statement-breakpoint
-- A business sees that a member has a second factor, and nothing of the factor itself.
CREATE FUNCTION public.note_second_factor() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whose uuid := coalesce(NEW.user_id, OLD.user_id);
BEGIN
  UPDATE public."user" u SET has_second_factor = f.has_any
    FROM (
      SELECT EXISTS (SELECT FROM public.authenticator a WHERE a.user_id = whose AND a.confirmed_at IS NOT NULL)
        OR EXISTS (SELECT FROM public.passkey p WHERE p.user_id = whose) AS has_any
    ) f
    WHERE u.id = whose AND u.has_second_factor IS DISTINCT FROM f.has_any;
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.note_second_factor() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER authenticator_noted AFTER INSERT OR DELETE OR UPDATE OF confirmed_at ON "authenticator"
  FOR EACH ROW EXECUTE FUNCTION public.note_second_factor();
--> statement-breakpoint
CREATE TRIGGER passkey_noted AFTER INSERT OR DELETE ON "passkey"
  FOR EACH ROW EXECUTE FUNCTION public.note_second_factor();
--> statement-breakpoint
-- Those that are there already. Their owner sees them for this alone.
ALTER TABLE "user" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "authenticator" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkey" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
UPDATE "user" u SET has_second_factor = true
  WHERE EXISTS (SELECT FROM "authenticator" a WHERE a.user_id = u.id AND a.confirmed_at IS NOT NULL)
    OR EXISTS (SELECT FROM "passkey" p WHERE p.user_id = u.id);
--> statement-breakpoint
ALTER TABLE "user" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "authenticator" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkey" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- The one door into a tenant, as before; it also tells which products are switched off, and where this member may do less
-- than their role.
DROP FUNCTION public.enter_session(text, text);
--> statement-breakpoint
CREATE FUNCTION public.enter_session(token_hash text, wanted_slug text)
  RETURNS TABLE (
    user_id uuid, email text, user_name text, expires_at timestamptz,
    created_at timestamptz, last_seen_at timestamptz, idle_minutes integer, proved_at timestamptz, method text, second_factor text,
    tenant_id uuid, slug text, tenant_name text, locale text, time_zone text, currency text, units text, member_role text,
    requires_second_factor boolean, session_hours integer, policy_idle_minutes integer, allowed_methods text[], allowed_domains text[],
    product_access jsonb, closed_products text[]
  )
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT u.id, u.email, u.name, s.expires_at,
      s.created_at, s.last_seen_at, s.idle_minutes, s.proved_at, s.method, s.second_factor,
      m.tenant_id, t.slug, t.name, t.locale, t.time_zone, t.currency, t.units, m.role,
      p.requires_second_factor, p.session_hours, p.idle_minutes, p.allowed_methods, p.allowed_domains,
      m.product_access, ARRAY(SELECT c.product FROM public.closed_product c WHERE c.tenant_id = m.tenant_id)
    INTO user_id, email, user_name, expires_at,
      created_at, last_seen_at, idle_minutes, proved_at, method, second_factor,
      tenant_id, slug, tenant_name, locale, time_zone, currency, units, member_role,
      requires_second_factor, session_hours, policy_idle_minutes, allowed_methods, allowed_domains,
      product_access, closed_products
    FROM public.session s
    JOIN public."user" u ON u.id = s.user_id
    LEFT JOIN (public.membership m JOIN public.tenant t ON t.id = m.tenant_id LEFT JOIN public.tenant_policy p ON p.tenant_id = m.tenant_id)
      ON m.user_id = u.id AND lower(t.slug) = lower(wanted_slug) AND m.suspended_at IS NULL
    WHERE s.id = token_hash AND s.expires_at > now() AND s.last_seen_at > now() - s.idle_minutes * interval '1 minute';
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
