-- What says that words were erased is written by the functions below alone, and read by whoever verifies.
ALTER TABLE "audit_redaction" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT ON "audit_redaction" TO candlefish_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "audit_redaction" TO candlefish_eraser;
--> statement-breakpoint
-- The proof of an erasure is not taken away, and whose it was does not change.
REVOKE UPDATE, DELETE ON "person_erasure" FROM candlefish_app;
--> statement-breakpoint
GRANT UPDATE ("state", "place", "report", "erased_at", "statement", "signature", "key_id") ON "person_erasure" TO candlefish_app;
--> statement-breakpoint
-- What the hash of a row covers in place of its values. Without the salt nobody can tell by trying whose name it was.
CREATE FUNCTION public.audit_values_hash(salt text, before jsonb, after jsonb) RETURNS text
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(convert_to(json_build_array(salt, before, after)::text, 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- Rows of before cover their values themselves.
CREATE OR REPLACE FUNCTION public.audit_entry_text(e public.audit_entry) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN e.values_hash IS NULL
    THEN json_build_array(e.seq, e.previous_hash, e.tenant_id, e.id, e.action, e.subject_type, e.subject_id, e.actor_id,
      e.on_behalf_of, e.door, e.before, e.after, e.request_id,
      to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    ELSE json_build_array(e.seq, e.previous_hash, e.tenant_id, e.id, e.action, e.subject_type, e.subject_id, e.actor_id,
      e.on_behalf_of, e.door, e.values_hash, e.request_id,
      to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    END::text
$$;
--> statement-breakpoint
-- A row as it stands after words were taken out of it: with its own hash, which covers what stood there.
CREATE FUNCTION public.redacted_entry_text(e public.audit_entry) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT json_build_array(e.seq, e.hash, e.tenant_id, e.id, e.action, e.subject_type, e.subject_id, e.actor_id,
    e.on_behalf_of, e.door, e.before, e.after, e.request_id,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
$$;
--> statement-breakpoint
-- Nobody numbers or salts a row but the database.
CREATE OR REPLACE FUNCTION public.unchain_audit_entry() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.seq := NULL;
  NEW.previous_hash := NULL;
  NEW.hash := NULL;
  NEW.salt := gen_random_uuid()::text;
  NEW.values_hash := public.audit_values_hash(NEW.salt, NEW.before, NEW.after);
  RETURN NEW;
END
$$;
--> statement-breakpoint
-- A row bears two changes: its place in the chain, once, and that the eraser takes words out of it, with which its salt goes.
CREATE OR REPLACE FUNCTION public.keep_audit_entry() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  bare public.audit_entry := NEW;
BEGIN
  IF current_user = 'candlefish_eraser' THEN
    bare.before := OLD.before;
    bare.after := OLD.after;
    bare.salt := OLD.salt;
    IF OLD.seq IS NULL OR NEW.salt IS NOT NULL OR bare IS DISTINCT FROM OLD THEN
      RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
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
-- Whether a value is another one with words taken out, and nothing besides: history can lose words and never gain any.
CREATE FUNCTION public.only_erased(was jsonb, says jsonb) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF was IS NOT DISTINCT FROM says THEN
    RETURN true;
  END IF;
  IF was IS NULL OR says IS NULL OR jsonb_typeof(was) <> jsonb_typeof(says) THEN
    RETURN false;
  END IF;
  CASE jsonb_typeof(was)
    WHEN 'string' THEN
      RETURN (was #>> '{}') LIKE
        replace(replace(replace(replace(says #>> '{}', '\', '\\'), '%', '\%'), '_', '\_'), '[erased]', '%');
    WHEN 'array' THEN
      RETURN jsonb_array_length(was) = jsonb_array_length(says) AND NOT EXISTS (
        SELECT FROM generate_series(0, jsonb_array_length(was) - 1) i WHERE NOT public.only_erased(was -> i, says -> i));
    WHEN 'object' THEN
      RETURN NOT EXISTS (SELECT FROM jsonb_object_keys(says) k WHERE NOT was ? k) AND NOT EXISTS (
        SELECT FROM jsonb_object_keys(was) k WHERE NOT says ? k OR NOT public.only_erased(was -> k, says -> k));
    ELSE
      RETURN false;
  END CASE;
END
$$;
--> statement-breakpoint
CREATE FUNCTION public.expect_open_erasure(erasure uuid) RETURNS uuid
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
BEGIN
  IF NOT EXISTS (SELECT FROM public.person_erasure p WHERE p.tenant_id = own AND p.id = erasure AND p.state = 'working') THEN
    RAISE EXCEPTION 'nobody is being erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN own;
END
$$;
--> statement-breakpoint
-- Takes words out of one audit entry, for an erasure that is under way (a null leaves a value as it is); gives the hash of the entry as it stands then, of
-- which the entry `anchor` of the same transaction holds the digest.
CREATE FUNCTION public.redact_audit_entry(erasure uuid, entry uuid, anchor uuid, new_before jsonb, new_after jsonb) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own uuid := public.expect_open_erasure(erasure);
  found public.audit_entry;
  stands text;
BEGIN
  SELECT * INTO STRICT found FROM public.audit_entry e WHERE e.tenant_id = own AND e.id = entry FOR UPDATE;
  IF found.action = 'person.words_erased' OR NOT public.only_erased(found.before, coalesce(new_before, found.before))
    OR NOT public.only_erased(found.after, coalesce(new_after, found.after)) THEN
    RAISE EXCEPTION 'words are taken out of history and never put in' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.audit_entry e SET before = coalesce(new_before, e.before), after = coalesce(new_after, e.after), salt = NULL
    WHERE e.tenant_id = own AND e.id = entry RETURNING * INTO found;
  stands := encode(sha256(convert_to(public.redacted_entry_text(found), 'UTF8')), 'hex');
  INSERT INTO public.audit_redaction (tenant_id, id, entry_id, seq, step, erasure_id, anchor_id, text_hash)
    SELECT own, gen_random_uuid(), entry, found.seq, count(*) + 1, erasure, anchor, stands
    FROM public.audit_redaction r WHERE r.tenant_id = own AND r.entry_id = entry;
  RETURN stands;
END
$$;
--> statement-breakpoint
-- Overwrites columns of a row that is written once, for an erasure that is under way: those that are granted below.
CREATE FUNCTION public.erase_words(erasure uuid, wanted text, row_id uuid, says jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own uuid := public.expect_open_erasure(erasure);
  columns text := (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(says) k);
BEGIN
  IF wanted = 'audit_entry' THEN
    RAISE EXCEPTION 'history has a function of its own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format(
    'UPDATE public.%1$I t SET (%2$s) = ROW (%3$s) FROM jsonb_populate_record(null::public.%1$I, $1) r WHERE t.tenant_id = $2 AND t.id = $3',
    wanted, columns, (SELECT string_agg('r.' || quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(says) k))
    USING says, own, row_id;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.audit_values_hash(text, jsonb, jsonb), public.redacted_entry_text(public.audit_entry),
  public.only_erased(jsonb, jsonb), public.expect_open_erasure(uuid), public.redact_audit_entry(uuid, uuid, uuid, jsonb, jsonb),
  public.erase_words(uuid, text, uuid, jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.audit_values_hash(text, jsonb, jsonb),
  public.redact_audit_entry(uuid, uuid, uuid, jsonb, jsonb), public.erase_words(uuid, text, uuid, jsonb) TO candlefish_app;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.redacted_entry_text(public.audit_entry), public.only_erased(jsonb, jsonb),
  public.expect_open_erasure(uuid) TO candlefish_eraser;
--> statement-breakpoint
GRANT UPDATE ("before", "after", "salt") ON "audit_entry" TO candlefish_eraser;
--> statement-breakpoint
GRANT UPDATE ("signature", "signed_name", "ip", "user_agent") ON "quote_acceptance" TO candlefish_eraser;
--> statement-breakpoint
GRANT UPDATE ("address") ON "access_log" TO candlefish_eraser;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO candlefish_eraser;
--> statement-breakpoint
ALTER FUNCTION public.redact_audit_entry(uuid, uuid, uuid, jsonb, jsonb) OWNER TO candlefish_eraser;
--> statement-breakpoint
ALTER FUNCTION public.erase_words(uuid, text, uuid, jsonb) OWNER TO candlefish_eraser;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM candlefish_eraser;
