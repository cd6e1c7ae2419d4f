-- The role that empties a business: it may delete in every tenant table, sees one tenant like everybody else, and only the
-- functions below run as it. Roles belong to the whole server: another database may have made it already.
DO $$
BEGIN
  BEGIN
    CREATE ROLE candlefish_eraser NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  IF NOT pg_has_role(current_user, 'candlefish_eraser', 'MEMBER') THEN
    GRANT candlefish_eraser TO CURRENT_USER;
  END IF;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO candlefish_eraser;
--> statement-breakpoint
-- As before; and the eraser may delete in every tenant table, whatever the application may do there.
CREATE OR REPLACE FUNCTION public.seal_tenant_tables() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT c.oid::regclass AS name, c.relforcerowsecurity AS is_sealed
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  LOOP
    IF NOT found.is_sealed THEN
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', found.name);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO candlefish_app', found.name);
    END IF;
    EXECUTE format('GRANT SELECT, DELETE ON %s TO candlefish_eraser', found.name);
  END LOOP;
END
$$;
--> statement-breakpoint
SELECT public.seal_tenant_tables();
--> statement-breakpoint
GRANT SELECT, UPDATE ("updated_at"), DELETE ON "tenant" TO candlefish_eraser;
--> statement-breakpoint
GRANT SELECT ON "tenant_closing" TO candlefish_platform;
--> statement-breakpoint
ALTER TABLE "erasure_proof" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ("statement", "signature", "key_id") ON "erasure_proof" TO candlefish_platform;
--> statement-breakpoint
GRANT SELECT, UPDATE ("erased", "remaining", "audit_seq", "audit_hash", "erased_at") ON "erasure_proof" TO candlefish_eraser;
--> statement-breakpoint
CREATE POLICY "erasure_proof_eraser" ON "erasure_proof" TO "candlefish_eraser"
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
-- History is written once. It goes with its business, and with nothing else.
CREATE OR REPLACE FUNCTION public.refuse_change() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'candlefish_eraser' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
-- Deletes some rows of one table of the transaction's tenant, and says how many. It does so in two cases: the business is
-- to be erased and its time is over, which the proof counts; or an import that failed is taken back, which has no history.
CREATE FUNCTION public.erase_tenant_rows(wanted text, how_many integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  gone integer;
  is_over boolean;
BEGIN
  SELECT EXISTS (SELECT FROM public.erasure_proof p WHERE p.id = own AND p.erased_at IS NULL)
    AND EXISTS (SELECT FROM public.tenant_closing c WHERE c.tenant_id = own AND c.cancelled_at IS NULL AND c.erase_after <= now())
    INTO is_over;
  IF NOT is_over AND (
    wanted IN ('audit_entry', 'chain_head', 'tenant_key', 'access_log', 'membership', 'tenant_closing', 'archive')
    OR EXISTS (SELECT FROM public.audit_entry e WHERE e.tenant_id = own)
    OR NOT EXISTS (SELECT FROM public.archive a WHERE a.tenant_id = own AND a.direction = 'in' AND a.state = 'undoing')
  ) THEN
    RAISE EXCEPTION 'this business is not to be erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF is_over AND wanted = 'chain_head' THEN
    UPDATE public.erasure_proof p SET audit_seq = h.seq, audit_hash = h.hash
      FROM public.chain_head h WHERE p.id = own AND h.tenant_id = own AND h.name = 'audit' AND p.audit_hash IS NULL;
  END IF;
  EXECUTE format(
    'DELETE FROM public.%1$I t WHERE (t.tenant_id, t.id) IN (SELECT d.tenant_id, d.id FROM public.%1$I d WHERE d.tenant_id = $1 LIMIT $2)',
    wanted) USING own, how_many;
  GET DIAGNOSTICS gone = ROW_COUNT;
  IF is_over AND gone > 0 THEN
    UPDATE public.erasure_proof p
      SET erased = p.erased || jsonb_build_object(wanted, coalesce((p.erased ->> wanted)::integer, 0) + gone) WHERE p.id = own;
  END IF;
  RETURN gone;
END
$$;
--> statement-breakpoint
-- The end of a business whose tables are empty: its row goes, and the proof says what the catalogue's tenant tables hold.
-- False when there are rows still.
CREATE FUNCTION public.finish_tenant_erasure() RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  found record;
  counted bigint;
  counts jsonb := '{}';
BEGIN
  IF NOT EXISTS (SELECT FROM public.erasure_proof p WHERE p.id = own AND p.erased_at IS NULL)
    OR NOT EXISTS (SELECT FROM public.tenant_closing c WHERE c.tenant_id = own AND c.cancelled_at IS NULL AND c.erase_after <= now()) THEN
    RAISE EXCEPTION 'this business is not to be erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Nobody adds a row from here on: each would need a lock on this one.
  PERFORM FROM public.tenant t WHERE t.id = own FOR UPDATE;
  FOR found IN
    SELECT c.relname AS name FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'tenant_closing'
    ORDER BY c.relname
  LOOP
    EXECUTE format('SELECT count(*) FROM public.%I WHERE tenant_id = $1', found.name) INTO counted USING own;
    IF counted > 0 THEN
      RETURN false;
    END IF;
    counts := counts || jsonb_build_object(found.name, counted);
  END LOOP;
  DELETE FROM public.tenant_closing c WHERE c.tenant_id = own;
  DELETE FROM public.tenant t WHERE t.id = own;
  UPDATE public.erasure_proof p SET remaining = counts || '{"tenant_closing": 0}'::jsonb, erased_at = now() WHERE p.id = own;
  RETURN true;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.erase_tenant_rows(text, integer), public.finish_tenant_erasure() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.erase_tenant_rows(text, integer), public.finish_tenant_erasure() TO candlefish_app;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO candlefish_eraser;
--> statement-breakpoint
ALTER FUNCTION public.erase_tenant_rows(text, integer) OWNER TO candlefish_eraser;
--> statement-breakpoint
ALTER FUNCTION public.finish_tenant_erasure() OWNER TO candlefish_eraser;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM candlefish_eraser;
