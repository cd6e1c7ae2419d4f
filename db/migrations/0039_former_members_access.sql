-- Signing up, joining and the end of an account run as the platform, and memberships begin and end with them.
GRANT SELECT, INSERT, UPDATE, DELETE ON "former_member" TO candlefish_platform;
--> statement-breakpoint
-- The end of a membership is written down where it cannot be forgotten: whoever takes the row away, this one is written with
-- it. Not when the whole business is erased, and not behind the end of an account, where the next function has done it.
CREATE FUNCTION public.note_former_member() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_user = 'candlefish_eraser' THEN
    RETURN OLD;
  END IF;
  INSERT INTO public.former_member AS f (tenant_id, id, user_id, name, email, role, origin, ended_at)
    SELECT OLD.tenant_id, OLD.id, u.id, u.name, u.email, OLD.role, 'here', now()
    FROM public."user" u JOIN public.tenant t ON t.id = OLD.tenant_id WHERE u.id = OLD.user_id
    ON CONFLICT (tenant_id, user_id) DO UPDATE
      SET id = excluded.id, name = excluded.name, email = excluded.email, role = excluded.role, origin = excluded.origin, ended_at = excluded.ended_at;
  RETURN OLD;
END
$$;
--> statement-breakpoint
-- When an account goes, its memberships go behind it, and by then nobody knows whose they were.
CREATE FUNCTION public.note_former_members() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.former_member AS f (tenant_id, id, user_id, name, email, role, origin, ended_at)
    SELECT m.tenant_id, m.id, OLD.id, OLD.name, OLD.email, m.role, 'here', now()
    FROM public.membership m JOIN public.tenant t ON t.id = m.tenant_id WHERE m.user_id = OLD.id
    ON CONFLICT (tenant_id, user_id) DO UPDATE
      SET id = excluded.id, name = excluded.name, email = excluded.email, role = excluded.role, origin = excluded.origin, ended_at = excluded.ended_at;
  RETURN OLD;
END
$$;
--> statement-breakpoint
-- Whoever joins is a former member no more, nor is the person of an archive who had their address.
CREATE FUNCTION public.forget_former_member() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM public.former_member f WHERE f.tenant_id = NEW.tenant_id AND (f.user_id = NEW.user_id
    OR f.origin = 'archive' AND lower(f.email) = (SELECT lower(u.email) FROM public."user" u WHERE u.id = NEW.user_id));
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.note_former_member(), public.note_former_members(), public.forget_former_member() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER membership_ends BEFORE DELETE ON "membership" FOR EACH ROW EXECUTE FUNCTION public.note_former_member();
--> statement-breakpoint
CREATE TRIGGER membership_begins AFTER INSERT ON "membership" FOR EACH ROW EXECUTE FUNCTION public.forget_former_member();
--> statement-breakpoint
CREATE TRIGGER user_memberships_end BEFORE DELETE ON "user" FOR EACH ROW EXECUTE FUNCTION public.note_former_members();
--> statement-breakpoint
-- Why an operator stood in for somebody may name them, and the row is the application's to read.
GRANT UPDATE ("reason") ON "stand_in" TO candlefish_eraser;
--> statement-breakpoint
-- Who left before: the history says who, when and in what role. Their address is that of the account where it has not
-- changed since, or that of the invitation that they accepted; a newer one was never told to the business. The owner of
-- these tables sees them for this alone.
ALTER TABLE "audit_entry" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "invitation" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "membership" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "user" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "former_member" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO "former_member" (tenant_id, id, user_id, name, email, role, origin, ended_at)
SELECT DISTINCT ON (e.tenant_id, p.user_id)
  e.tenant_id, e.subject_id, p.user_id, e.before ->> 'name', coalesce(u.email, i.email, ''), e.before ->> 'role', 'here', e.at
FROM "audit_entry" e
CROSS JOIN LATERAL (SELECT coalesce(
  (SELECT j.actor_id FROM "audit_entry" j
    WHERE j.tenant_id = e.tenant_id AND j.subject_id = e.subject_id AND j.action = 'member.joined' LIMIT 1),
  CASE e.action WHEN 'member.left' THEN e.actor_id END) AS user_id) p
LEFT JOIN "user" u ON u.id = p.user_id AND u.updated_at <= e.at
LEFT JOIN LATERAL (SELECT a.email FROM "invitation" a
  WHERE a.tenant_id = e.tenant_id AND a.accepted_by = p.user_id ORDER BY a.accepted_at DESC LIMIT 1) i ON true
WHERE e.action IN ('member.left', 'member.removed') AND e.subject_id IS NOT NULL AND p.user_id IS NOT NULL
  AND e.before ->> 'name' IS NOT NULL AND e.before ->> 'role' IS NOT NULL
  AND NOT EXISTS (SELECT FROM "membership" m WHERE m.tenant_id = e.tenant_id AND m.user_id = p.user_id)
ORDER BY e.tenant_id, p.user_id, e.at DESC
ON CONFLICT DO NOTHING;
--> statement-breakpoint
ALTER TABLE "former_member" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "user" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "membership" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "invitation" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "audit_entry" FORCE ROW LEVEL SECURITY;
