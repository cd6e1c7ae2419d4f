-- What signs a person in belongs to no tenant: only the platform role reaches it.
ALTER TABLE "authenticator" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "recovery_code" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "passkey" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "trusted_device" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "challenge" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sign_in_event" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "authenticator", "recovery_code", "passkey", "trusted_device", "challenge" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "sign_in_event" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT ON "tenant_policy" TO candlefish_platform;
--> statement-breakpoint
-- The one door into a tenant, as before; it also tells how the session came about and what the tenant's policy asks of
-- it, so that deciding costs no other question. A session that nobody used for too long is not there.
DROP FUNCTION public.enter_session(text, text);
--> statement-breakpoint
CREATE FUNCTION public.enter_session(token_hash text, wanted_slug text)
  RETURNS TABLE (
    user_id uuid, email text, user_name text, expires_at timestamptz,
    created_at timestamptz, last_seen_at timestamptz, idle_minutes integer, proved_at timestamptz, method text, second_factor text,
    tenant_id uuid, slug text, tenant_name text, locale text, time_zone text, currency text, units text, member_role text,
    requires_second_factor boolean, session_hours integer, policy_idle_minutes integer, allowed_methods text[], allowed_domains text[]
  )
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT u.id, u.email, u.name, s.expires_at,
      s.created_at, s.last_seen_at, s.idle_minutes, s.proved_at, s.method, s.second_factor,
      m.tenant_id, t.slug, t.name, t.locale, t.time_zone, t.currency, t.units, m.role,
      p.requires_second_factor, p.session_hours, p.idle_minutes, p.allowed_methods, p.allowed_domains
    INTO user_id, email, user_name, expires_at,
      created_at, last_seen_at, idle_minutes, proved_at, method, second_factor,
      tenant_id, slug, tenant_name, locale, time_zone, currency, units, member_role,
      requires_second_factor, session_hours, policy_idle_minutes, allowed_methods, allowed_domains
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
