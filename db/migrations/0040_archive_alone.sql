-- While the rows of an archive are written into a tenant, or taken away again, nobody else adds rows of that kind: theirs would
-- get the numbers of those that are still to come, and go with the others if the rest of the archive could not be brought in.
--
-- It runs after the rows' keys were compared with the tenant, whose row an import locks while it looks whether the tenant is
-- empty: whoever comes before that is seen by the import, and whoever comes after it sees the import here.
CREATE FUNCTION public.refuse_beside_archive() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
    select from public.archive a
    where a.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and (a.state = 'undoing' or (a.state = 'working' and a.direction = 'in' and a.cursor @> '{"isChecked": true}'))
      and a.id::text is distinct from current_setting('app.archive', true)
  ) THEN
    RAISE EXCEPTION 'an archive is being brought into this tenant' USING ERRCODE = 'CF001';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- To be called for each new table whose rows an archive brings.
CREATE FUNCTION public.guard_from_archives(guarded regclass) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER %I AFTER INSERT ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_beside_archive()',
    'beside_archive', guarded
  );
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.guard_from_archives(regclass) FROM PUBLIC;
--> statement-breakpoint
SELECT public.guard_from_archives(one::regclass) FROM unnest(ARRAY[
  'tenant_brand', 'counter', 'closed_product', 'stored_file', 'assistant_settings', 'knowledge_document',
  'client', 'property', 'contact', 'client_note', 'deal', 'rate_book_version', 'estimate', 'estimate_revision', 'estimate_save',
  'quote', 'quote_view', 'quote_question', 'quote_acceptance', 'quote_decline', 'workbook'
]) AS one;
