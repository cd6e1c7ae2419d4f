-- Under row level security no index of words is used: `@@` is not known to keep what it sees to itself, so each passage of the
-- tenant would be read first. This role may look into the words of all passages. One function runs as it, which confines
-- itself to the transaction's tenant and tells nothing but which passages they are: reading them is the caller's, and confined again.
-- Roles belong to the whole server: another database may have made it already.
DO $$
BEGIN
  BEGIN
    CREATE ROLE candlefish_searcher NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
  END;
  IF NOT pg_has_role(current_user, 'candlefish_searcher', 'MEMBER') THEN
    GRANT candlefish_searcher TO CURRENT_USER;
  END IF;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO candlefish_searcher;
--> statement-breakpoint
GRANT SELECT ("tenant_id", "id", "permission", "search") ON "knowledge_chunk" TO candlefish_searcher;
--> statement-breakpoint
CREATE POLICY "knowledge_chunk_searcher" ON "knowledge_chunk" FOR SELECT TO candlefish_searcher USING (true);
--> statement-breakpoint
-- The passages with these words, `most` of them in no order, among those of the transaction's tenant that one of these
-- permissions opens. A plan that was made for other words would not know how rare these are.
CREATE FUNCTION public.knowledge_with_words(words tsquery, permissions text[], most integer) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 400
  SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_custom_plan
  SET jit = off
AS $$
DECLARE
  own uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
BEGIN
  RETURN QUERY
    SELECT c.id FROM public.knowledge_chunk c
    WHERE c.tenant_id = own AND c.search @@ words AND c.permission = ANY (permissions)
    LIMIT most;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.knowledge_with_words(tsquery, text[], integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.knowledge_with_words(tsquery, text[], integer) TO candlefish_app;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO candlefish_searcher;
--> statement-breakpoint
ALTER FUNCTION public.knowledge_with_words(tsquery, text[], integer) OWNER TO candlefish_searcher;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM candlefish_searcher;
--> statement-breakpoint
-- As before, by the index of halves: it tells which are near, and whole vectors tell in which order.
CREATE OR REPLACE FUNCTION public.knowledge_nearest(query vector, model text, permissions text[], most integer)
RETURNS TABLE (chunk_id uuid, distance double precision)
LANGUAGE plpgsql STABLE SECURITY INVOKER
SET search_path = pg_catalog, public, pg_temp
SET enable_sort = off
SET jit = off
SET hnsw.iterative_scan = 'relaxed_order'
SET hnsw.ef_search = 120
SET hnsw.max_scan_tuples = 40000
AS $$
DECLARE
  few integer := greatest(2000, (select reltuples / 50 from pg_class where oid = 'public.knowledge_chunk'::regclass));
  ids uuid[];
  away double precision[];
BEGIN
  IF exists (select 1 from public.knowledge_chunk offset few limit 1) THEN
    WITH nearest AS MATERIALIZED (
      select c.id, c.embedding <=> query as d
      from public.knowledge_chunk c
      where c.embedding_model = model and c.permission = any (permissions)
      order by c.embedding::halfvec(512) <=> query::halfvec(512)
      limit most
    )
    select array_agg(n.id order by n.d, n.id), array_agg(n.d order by n.d, n.id) into ids, away from nearest n;
    IF cardinality(ids) = most THEN
      RETURN QUERY select * from unnest(ids, away);
      RETURN;
    END IF;
  END IF;
  RETURN QUERY
    select c.id, (c.embedding <=> query) + 0
    from public.knowledge_chunk c
    where c.embedding_model = model and c.permission = any (permissions)
    order by 2, 1
    limit most;
END
$$;
