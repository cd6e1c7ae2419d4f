-- What is written once, or by the database alone, is forced here; seal_tenant_tables() leaves its grants as they are.
ALTER TABLE "tenant_key" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "user_key" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "access_log" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "platform_access_log" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- A data key is made once and wrapped again by the platform; nobody deletes one, because what it sealed would be lost.
GRANT SELECT, INSERT ON "tenant_key" TO candlefish_app;
--> statement-breakpoint
GRANT SELECT, UPDATE ("wrapped", "master_key_id") ON "tenant_key" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ("wrapped", "master_key_id") ON "user_key" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, INSERT ON "access_log" TO candlefish_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "access_log", "platform_access_log" TO candlefish_platform;
--> statement-breakpoint
-- What the hash of an audit row covers: everything it says, its place, and the hash of the row before it.
CREATE FUNCTION public.audit_entry_text(e public.audit_entry) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT json_build_array(e.seq, e.previous_hash, e.tenant_id, e.id, e.action, e.subject_type, e.subject_id, e.actor_id,
    e.on_behalf_of, e.door, e.before, e.after, e.request_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.audit_entry_text(public.audit_entry) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.audit_entry_text(public.audit_entry) TO candlefish_app;
--> statement-breakpoint
-- Gives a row its place at the end of its tenant's chain. It runs at the commit, so that the head is locked for the
-- commit alone and after every other lock: two transactions that audit never wait for one another's work, nor deadlock.
CREATE FUNCTION public.chain_audit_entry() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head public.chain_head;
  entry public.audit_entry := NEW;
BEGIN
  SELECT * INTO head FROM public.chain_head h WHERE h.tenant_id = NEW.tenant_id AND h.name = 'audit' FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.chain_head (tenant_id, id, name, seq, hash) VALUES (NEW.tenant_id, gen_random_uuid(), 'audit', 0, '')
      ON CONFLICT (tenant_id, name) DO NOTHING;
    SELECT * INTO STRICT head FROM public.chain_head h WHERE h.tenant_id = NEW.tenant_id AND h.name = 'audit' FOR UPDATE;
  END IF;
  entry.seq := head.seq + 1;
  entry.previous_hash := head.hash;
  entry.hash := encode(sha256(convert_to(public.audit_entry_text(entry), 'UTF8')), 'hex');
  UPDATE public.audit_entry a SET seq = entry.seq, previous_hash = entry.previous_hash, hash = entry.hash
    WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.id;
  UPDATE public.chain_head h SET seq = entry.seq, hash = entry.hash
    WHERE h.tenant_id = NEW.tenant_id AND h.id = head.id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.chain_audit_entry() FROM PUBLIC;
--> statement-breakpoint
-- Nobody numbers a row but the database.
CREATE FUNCTION public.unchain_audit_entry() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.seq := NULL;
  NEW.previous_hash := NULL;
  NEW.hash := NULL;
  RETURN NEW;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.unchain_audit_entry() FROM PUBLIC;
--> statement-breakpoint
-- The one change that an audit row bears is its place in the chain, once, given by the trigger above.
CREATE FUNCTION public.keep_audit_entry() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  bare public.audit_entry := NEW;
BEGIN
  bare.seq := NULL;
  bare.previous_hash := NULL;
  bare.hash := NULL;
  IF pg_trigger_depth() < 2 OR OLD.seq IS NOT NULL OR bare IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.keep_audit_entry() FROM PUBLIC;
--> statement-breakpoint
CREATE FUNCTION public.keep_chain_head() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'chain_head is moved by its chain alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.keep_chain_head() FROM PUBLIC;
--> statement-breakpoint
-- The rows there are get their places in the order in which they were written. Their owner sees them for this alone.
ALTER TABLE "audit_entry" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DROP TRIGGER audit_entry_append_only ON "audit_entry";
--> statement-breakpoint
DO $$
DECLARE
  entry public.audit_entry;
  previous public.audit_entry;
BEGIN
  FOR entry IN SELECT * FROM public.audit_entry ORDER BY tenant_id, at, id LOOP
    IF previous.tenant_id IS DISTINCT FROM entry.tenant_id THEN
      entry.seq := 1;
      entry.previous_hash := '';
    ELSE
      entry.seq := previous.seq + 1;
      entry.previous_hash := previous.hash;
    END IF;
    entry.hash := encode(sha256(convert_to(public.audit_entry_text(entry), 'UTF8')), 'hex');
    UPDATE public.audit_entry a SET seq = entry.seq, previous_hash = entry.previous_hash, hash = entry.hash
      WHERE a.tenant_id = entry.tenant_id AND a.id = entry.id;
    previous := entry;
  END LOOP;
  INSERT INTO public.chain_head (tenant_id, id, name, seq, hash)
    SELECT DISTINCT ON (tenant_id) tenant_id, gen_random_uuid(), 'audit', seq, hash
    FROM public.audit_entry ORDER BY tenant_id, seq DESC;
END
$$;
--> statement-breakpoint
ALTER TABLE "audit_entry" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "chain_head" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT UPDATE ("seq", "previous_hash", "hash") ON "audit_entry" TO candlefish_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ("seq", "hash") ON "chain_head" TO candlefish_app;
--> statement-breakpoint
CREATE TRIGGER audit_entry_unchained BEFORE INSERT ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION public.unchain_audit_entry();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_entry_chained AFTER INSERT ON "audit_entry" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION public.chain_audit_entry();
--> statement-breakpoint
CREATE TRIGGER audit_entry_chained_once BEFORE UPDATE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION public.keep_audit_entry();
--> statement-breakpoint
CREATE TRIGGER audit_entry_append_only BEFORE DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
--> statement-breakpoint
CREATE TRIGGER chain_head_moved BEFORE UPDATE ON "chain_head"
  FOR EACH ROW EXECUTE FUNCTION public.keep_chain_head();
