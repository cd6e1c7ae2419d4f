-- The application's role gets its four verbs on the new tables.
SELECT public.seal_tenant_tables();
--> statement-breakpoint
GRANT UPDATE ("end_noted_at") ON "stand_in" TO candlefish_platform;
--> statement-breakpoint
-- Those that are over were told of as they ended, or nobody is told any more. Their owner sees them for this alone.
ALTER TABLE "stand_in" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
UPDATE "stand_in" SET end_noted_at = ended_at WHERE ended_at IS NOT NULL;
--> statement-breakpoint
ALTER TABLE "stand_in" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- A session that a tenant's provider made goes with the provider. Written here because the tables of the schema would
-- import one another.
ALTER TABLE "session" ADD CONSTRAINT "session_sso_fk" FOREIGN KEY ("sso_tenant_id", "sso_id")
  REFERENCES "tenant_sso" ("tenant_id", "id") ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_sso_whole" CHECK (
  (sso_id IS NULL) = (sso_tenant_id IS NULL) AND (sso_id IS NULL OR (stand_in_id IS NULL AND method = 'sso'))
);
--> statement-breakpoint
-- A stricter sign-in policy holds for the sessions that there are, wherever they are used: the tenant itself may not touch
-- sessions, so saving the policy does.
CREATE FUNCTION public.tighten_sessions() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.session s
    SET idle_minutes = least(s.idle_minutes, NEW.idle_minutes),
      expires_at = least(s.expires_at, s.created_at + NEW.session_hours * interval '1 hour')
    FROM public.membership m
    WHERE m.tenant_id = NEW.tenant_id AND m.user_id = s.user_id AND m.suspended_at IS NULL
      AND s.stand_in_id IS NULL AND (s.sso_id IS NULL OR s.sso_tenant_id = NEW.tenant_id)
      AND (s.idle_minutes > NEW.idle_minutes OR s.expires_at > s.created_at + NEW.session_hours * interval '1 hour');
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.tighten_sessions() FROM PUBLIC;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO candlefish_platform;
--> statement-breakpoint
ALTER FUNCTION public.tighten_sessions() OWNER TO candlefish_platform;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM candlefish_platform;
--> statement-breakpoint
CREATE TRIGGER tenant_policy_tightens AFTER INSERT OR UPDATE OF session_hours, idle_minutes ON "tenant_policy"
  FOR EACH ROW WHEN (NEW.session_hours IS NOT NULL OR NEW.idle_minutes IS NOT NULL) EXECUTE FUNCTION public.tighten_sessions();
--> statement-breakpoint
-- The one door into a tenant, as before; a session that a tenant's own provider made enters that tenant and no other.
DROP FUNCTION public.enter_session(text, text);
--> statement-breakpoint
CREATE FUNCTION public.enter_session(token_hash text, wanted_slug text)
  RETURNS TABLE (
    user_id uuid, email text, user_name text, expires_at timestamptz,
    created_at timestamptz, last_seen_at timestamptz, idle_minutes integer, proved_at timestamptz, method text, second_factor text,
    tenant_id uuid, slug text, tenant_name text, locale text, time_zone text, currency text, units text, member_role text,
    requires_second_factor boolean, session_hours integer, policy_idle_minutes integer, allowed_methods text[], allowed_domains text[],
    product_access jsonb, closed_products text[], suspended_reason text,
    stand_in_id uuid, stand_in_slug text, operator_id uuid, operator_name text, stand_in_reason text, reads_only boolean, stand_in_ends_at timestamptz,
    sso_slug text
  )
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT u.id, u.email, u.name, s.expires_at,
      s.created_at, s.last_seen_at, s.idle_minutes, s.proved_at, s.method, s.second_factor,
      m.tenant_id, t.slug, t.name, t.locale, t.time_zone, t.currency, t.units, m.role,
      p.requires_second_factor, p.session_hours, p.idle_minutes, p.allowed_methods, p.allowed_domains,
      m.product_access, ARRAY(SELECT c.product FROM public.closed_product c WHERE c.tenant_id = m.tenant_id), t.suspended_reason,
      s.stand_in_id, h.slug
    INTO user_id, email, user_name, expires_at,
      created_at, last_seen_at, idle_minutes, proved_at, method, second_factor,
      tenant_id, slug, tenant_name, locale, time_zone, currency, units, member_role,
      requires_second_factor, session_hours, policy_idle_minutes, allowed_methods, allowed_domains,
      product_access, closed_products, suspended_reason, stand_in_id, sso_slug
    FROM public.session s
    JOIN public."user" u ON u.id = s.user_id
    LEFT JOIN public.tenant h ON h.id = s.sso_tenant_id
    LEFT JOIN (public.membership m JOIN public.tenant t ON t.id = m.tenant_id LEFT JOIN public.tenant_policy p ON p.tenant_id = m.tenant_id)
      ON m.user_id = u.id AND lower(t.slug) = lower(wanted_slug) AND m.suspended_at IS NULL
        AND (s.stand_in_id IS NULL OR s.stand_in_tenant_id = m.tenant_id)
        AND (s.sso_id IS NULL OR s.sso_tenant_id = m.tenant_id)
    WHERE s.id = token_hash AND s.expires_at > now() AND s.last_seen_at > now() - s.idle_minutes * interval '1 minute';
  IF NOT FOUND THEN
    PERFORM set_config('app.tenant_id', '', true);
    RETURN;
  END IF;
  IF stand_in_id IS NOT NULL THEN
    SELECT h.slug, v.operator_id, v.operator_name, v.reason, v.reads_only, v.ends_at
      INTO stand_in_slug, operator_id, operator_name, stand_in_reason, reads_only, stand_in_ends_at
      FROM public.session s
      JOIN public.stand_in v ON v.tenant_id = s.stand_in_tenant_id AND v.id = s.stand_in_id
      JOIN public.tenant h ON h.id = v.tenant_id
      JOIN public.operator o ON o.user_id = v.operator_id
      JOIN public.session own ON own.id = s.started_from AND own.user_id = v.operator_id
      WHERE s.id = token_hash AND v.ended_at IS NULL AND v.ends_at > now() AND own.expires_at > now() AND v.member_id = s.user_id;
    IF NOT FOUND THEN
      PERFORM set_config('app.tenant_id', '', true);
      RETURN;
    END IF;
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
