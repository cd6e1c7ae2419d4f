-- Operators, what they did, and switches belong to the platform: only its role reaches them.
ALTER TABLE "operator" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "operator_act" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "feature_switch" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "stand_in" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "operator" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT ON "operator_act" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "feature_switch" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ("started_at", "ends_at", "ended_at") ON "stand_in" TO candlefish_platform;
--> statement-breakpoint
-- A tenant decides and ends; what was asked, and by whom, stays as it was.
GRANT SELECT, INSERT, UPDATE ("decided_by", "decided_at", "allowed_until", "ended_at") ON "stand_in" TO candlefish_app;
--> statement-breakpoint
GRANT UPDATE ("operator_access") ON "tenant" TO candlefish_app;
--> statement-breakpoint
-- How much there is and how far it got, without what it says: for the figures that operators see.
GRANT SELECT ("tenant_id", "size") ON "stored_file" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT ("tenant_id", "name", "run_at", "attempts", "leased_until", "dead_at") ON "job" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT ("tenant_id", "occurred_at", "delivered_at", "dead_at") ON "event" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT ("tenant_id", "created_at", "sent_at", "dead_at") ON "mail" TO candlefish_platform;
--> statement-breakpoint
-- The session of somebody who stands in goes with what allowed it and with the operator's own session: it never turns
-- into a member's session. Written here because the tables of the schema would import one another.
ALTER TABLE "session" ADD CONSTRAINT "session_stand_in_fk" FOREIGN KEY ("stand_in_tenant_id", "stand_in_id")
  REFERENCES "stand_in" ("tenant_id", "id") ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_started_from_fk" FOREIGN KEY ("started_from")
  REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_stand_in_whole" CHECK (
  (stand_in_id IS NULL) = (stand_in_tenant_id IS NULL) AND (stand_in_id IS NULL) = (started_from IS NULL)
);
--> statement-breakpoint
-- However a session of a stand-in ends, the stand-in ends with it.
CREATE FUNCTION public.end_stand_in() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.stand_in v SET ended_at = least(now(), v.ends_at)
    WHERE v.tenant_id = OLD.stand_in_tenant_id AND v.id = OLD.stand_in_id AND v.ended_at IS NULL;
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.end_stand_in() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER session_stand_in_ended AFTER DELETE ON "session"
  FOR EACH ROW WHEN (OLD.stand_in_id IS NOT NULL) EXECUTE FUNCTION public.end_stand_in();
--> statement-breakpoint
-- What operators did is written once and linked when it is written: one at a time, which is enough for acts by hand.
CREATE FUNCTION public.operator_act_text(a public.operator_act) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT json_build_array(a.seq, a.previous_hash, a.id, a.action, a.operator_id, a.operator_name, a.about_tenant_id, a.reason,
    a.detail, a.request_id, to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.operator_act_text(public.operator_act) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.operator_act_text(public.operator_act) TO candlefish_platform;
--> statement-breakpoint
CREATE FUNCTION public.chain_operator_act() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last public.operator_act;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('candlefish operator_act'));
  SELECT * INTO last FROM public.operator_act a ORDER BY a.seq DESC LIMIT 1;
  NEW.seq := coalesce(last.seq, 0) + 1;
  NEW.previous_hash := coalesce(last.hash, '');
  NEW.hash := encode(sha256(convert_to(public.operator_act_text(NEW), 'UTF8')), 'hex');
  RETURN NEW;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.chain_operator_act() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER operator_act_chained BEFORE INSERT ON "operator_act"
  FOR EACH ROW EXECUTE FUNCTION public.chain_operator_act();
--> statement-breakpoint
CREATE TRIGGER operator_act_append_only BEFORE UPDATE OR DELETE ON "operator_act"
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
--> statement-breakpoint
CREATE TRIGGER operator_act_no_truncate BEFORE TRUNCATE ON "operator_act"
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
--> statement-breakpoint
-- The one door into a tenant, as before; it also tells whether the tenant is suspended and who stands in for the member.
-- A session of a stand-in enters its one tenant alone, while it lasts and while its operator is one and signed in.
DROP FUNCTION public.enter_session(text, text);
--> statement-breakpoint
CREATE FUNCTION public.enter_session(token_hash text, wanted_slug text)
  RETURNS TABLE (
    user_id uuid, email text, user_name text, expires_at timestamptz,
    created_at timestamptz, last_seen_at timestamptz, idle_minutes integer, proved_at timestamptz, method text, second_factor text,
    tenant_id uuid, slug text, tenant_name text, locale text, time_zone text, currency text, units text, member_role text,
    requires_second_factor boolean, session_hours integer, policy_idle_minutes integer, allowed_methods text[], allowed_domains text[],
    product_access jsonb, closed_products text[], suspended_reason text,
    stand_in_id uuid, stand_in_slug text, operator_id uuid, operator_name text, stand_in_reason text, reads_only boolean, stand_in_ends_at timestamptz
  )
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT u.id, u.email, u.name, s.expires_at,
      s.created_at, s.last_seen_at, s.idle_minutes, s.proved_at, s.method, s.second_factor,
      m.tenant_id, t.slug, t.name, t.locale, t.time_zone, t.currency, t.units, m.role,
      p.requires_second_factor, p.session_hours, p.idle_minutes, p.allowed_methods, p.allowed_domains,
      m.product_access, ARRAY(SELECT c.product FROM public.closed_product c WHERE c.tenant_id = m.tenant_id), t.suspended_reason,
      s.stand_in_id
    INTO user_id, email, user_name, expires_at,
      created_at, last_seen_at, idle_minutes, proved_at, method, second_factor,
      tenant_id, slug, tenant_name, locale, time_zone, currency, units, member_role,
      requires_second_factor, session_hours, policy_idle_minutes, allowed_methods, allowed_domains,
      product_access, closed_products, suspended_reason, stand_in_id
    FROM public.session s
    JOIN public."user" u ON u.id = s.user_id
    LEFT JOIN (public.membership m JOIN public.tenant t ON t.id = m.tenant_id LEFT JOIN public.tenant_policy p ON p.tenant_id = m.tenant_id)
      ON m.user_id = u.id AND lower(t.slug) = lower(wanted_slug) AND m.suspended_at IS NULL
        AND (s.stand_in_id IS NULL OR s.stand_in_tenant_id = m.tenant_id)
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
