-- Tables of tenants are closed and granted alike.
SELECT public.seal_tenant_tables();
--> statement-breakpoint
-- What is made by an owner is nobody's to run until it is granted: those that compare vectors touch no table.
DO $$
DECLARE
  one regprocedure;
BEGIN
  FOR one IN
    select d.objid::regprocedure from pg_depend d join pg_extension e on e.oid = d.refobjid
    where e.extname = 'vector' and d.deptype = 'e' and d.classid = 'pg_proc'::regclass and d.refclassid = 'pg_extension'::regclass
      and not has_function_privilege('candlefish_app', d.objid, 'execute')
  LOOP
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO candlefish_app', one);
  END LOOP;
END
$$;
--> statement-breakpoint
-- An exact search reads every vector of a tenant: beside the row they are read four times as fast as from their own storage.
ALTER TABLE "knowledge_chunk" ALTER COLUMN "embedding" SET STORAGE PLAIN;
--> statement-breakpoint
-- The passages nearest to a vector, among those of one model that the tenant of the transaction has and that one of these
-- permissions opens: always `least(most, as many as there are)` of them.
--
-- A tenant with few rows is searched row by row. So is one whose rows are few among those of all, because the index knows
-- nothing of tenants: it would walk past fifty strangers for each row of ours. Everybody else is searched by the index,
-- which goes on until enough rows passed the filters; if it gave up before that, the rows are searched after all.
--
-- enable_sort is what makes the planner take the index, and the cost that it puts on everything else would start the JIT.
CREATE FUNCTION public.knowledge_nearest(query vector, model text, permissions text[], most integer)
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
      order by c.embedding <=> query
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
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.knowledge_nearest(vector, text, text[], integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.knowledge_nearest(vector, text, text[], integer) TO candlefish_app;
