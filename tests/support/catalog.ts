import type { Database } from '#db/client.server.ts';

/**
 * What the catalogue of a database says against the rules of tenancy: one sentence for each offence, naming the table,
 * policy, key, grant or function. An empty list is what must hold.
 */
export async function tenancyProblems(database: Pick<Database, 'execute'>): Promise<string[]> {
  const answers = await Promise.all(rules.map((rule) => database.execute<{ problem: string }>(rule)));
  return answers.flat().map(({ problem }) => problem);
}

const requestRoles = `'{candlefish_app, candlefish_platform, candlefish_worker, candlefish_eraser, candlefish_searcher}'::text[]`;

const tenantTables = `
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`;

const ownSchemas = `
  select oid, nspname from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema'`;

const notOfAnExtension = `not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;

const rules = [
  // Row level security: on, for the owner too, with one policy that confines reads and writes to the tenant.
  `select relname || ': row level security is off' as problem from (${tenantTables}) t where not relrowsecurity`,
  `select relname || ': row level security does not hold for the owner' as problem from (${tenantTables}) t where not relforcerowsecurity`,
  `select t.relname || ': policy tenant_isolation is missing, or does not confine both reads and writes' as problem
   from (${tenantTables}) t
   where not exists (
     select 1 from pg_policy p where p.polrelid = t.oid and p.polname = 'tenant_isolation' and p.polcmd = '*' and p.polpermissive
       and p.polroles = '{0}' and ${confines('p.polqual')} and ${confines('p.polwithcheck')})`,
  // Permissive policies add up: another one for the application role would open what tenant_isolation closes.
  `select c.relname || ': policy ' || p.polname || ' lets the application role past the tenant' as problem
   from pg_policy p join pg_class c on c.oid = p.polrelid
   where p.polpermissive and p.polroles && array[0, 'candlefish_app'::regrole]::oid[]
     and p.polname not in ('tenant_isolation', 'user_colleague')`,
  `select c.relname || ': row level security is not forced' as problem from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
  // Keys that do not begin with the tenant tell strangers that a row exists, and cannot be distributed. Vectors are found by
  // an index that orders nothing and is never unique.
  `select t.relname || ': index ' || i.indexrelid::regclass || ' does not begin with tenant_id' as problem
   from (${tenantTables}) t join pg_index i on i.indrelid = t.oid
   join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam and m.amname <> 'hnsw'
   where (select attname from pg_attribute where attrelid = t.oid and attnum = i.indkey[0]) is distinct from 'tenant_id'
     and (i.indisunique or i.indexrelid::regclass::text <> 'job_due_idx')`,
  `select t.relname || ': has no primary key' as problem from (${tenantTables}) t
   where not exists (select 1 from pg_index i where i.indrelid = t.oid and i.indisprimary)`,
  `select t.relname || ': foreign key ' || k.conname || ' does not lead with tenant_id on both sides' as problem
   from (${tenantTables}) t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
   join (${tenantTables}) f on f.oid = k.confrelid
   where (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) <> 'tenant_id'
      or (select attname from pg_attribute where attrelid = k.confrelid and attnum = k.confkey[1]) <> 'tenant_id'`,
  // What the application role may read that belongs to no tenant: its own tenant's row, and its colleagues.
  `select n.nspname || '.' || c.relname || ': has no tenant_id and can be read in a tenant transaction' as problem
   from pg_class c join (${ownSchemas}) n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and has_any_column_privilege('candlefish_app', c.oid, 'select')
     and c.oid not in (select oid from (${tenantTables}) t) and n.nspname || '.' || c.relname not in ('public.tenant', 'public.user')`,
  `select 'user.' || a.attname || ': can be read in a tenant transaction' as problem from pg_attribute a
   where a.attrelid = 'public.user'::regclass and a.attnum > 0 and has_column_privilege('candlefish_app', a.attrelid, a.attnum, 'select')
     and a.attname not in ('id', 'email', 'name', 'email_verified_at', 'has_second_factor')`,
  `select c.relname || ': ' || role || ' may ' || verb as problem
   from pg_class c join (${ownSchemas}) n on n.oid = c.relnamespace,
     unnest(${requestRoles}) role, unnest('{truncate, references, trigger}'::text[]) verb
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and has_table_privilege(role, c.oid, verb)`,
  `select c.relname || ': everybody has a privilege on it' as problem
   from pg_class c join (${ownSchemas}) n on n.oid = c.relnamespace, aclexplode(c.relacl) g where g.grantee = 0`,
  `select role || ': may create in schema ' || n.nspname as problem
   from (${ownSchemas}) n, unnest(${requestRoles}) role where has_schema_privilege(role, n.oid, 'create')`,
  // Views and functions hand the exemption of their owner back, unless they are told not to.
  `select c.relname || ': a view that does not run as its caller' as problem
   from pg_class c join (${ownSchemas}) n on n.oid = c.relnamespace
   where c.relkind = 'v' and not coalesce(c.reloptions::text[] && '{security_invoker=true,security_invoker=on}', false)`,
  `select c.relname || ': a materialized view has no row level security' as problem
   from pg_class c join (${ownSchemas}) n on n.oid = c.relnamespace where c.relkind = 'm'`,
  `select c.relname || ': a partition can be reached directly' as problem
   from pg_class c join (${ownSchemas}) n on n.oid = c.relnamespace, unnest(${requestRoles}) role
   where c.relispartition and has_any_column_privilege(role, c.oid, 'select')`,
  `select p.oid::regprocedure || ': its search_path is not pinned' as problem
   from pg_proc p join (${ownSchemas}) n on n.oid = p.pronamespace
   where not exists (select 1 from unnest(p.proconfig) setting where setting like 'search_path=%') and ${notOfAnExtension}`,
  `select p.oid::regprocedure || ': everybody may call it' as problem
   from pg_proc p join (${ownSchemas}) n on n.oid = p.pronamespace
   where (p.proacl is null or exists (select 1 from aclexplode(p.proacl) g where g.grantee = 0)) and ${notOfAnExtension}`,
  `select p.oid::regprocedure || ': runs with the rights of ' || p.proowner::regrole as problem
   from pg_proc p join (${ownSchemas}) n on n.oid = p.pronamespace
   where p.prosecdef and not (p.proname in ('enter_session', 'tighten_sessions') and p.proowner = 'candlefish_platform'::regrole)
     and not (p.proname in ('erase_tenant_rows', 'finish_tenant_erasure', 'redact_audit_entry', 'erase_words') and p.proowner = 'candlefish_eraser'::regrole)
     and not (p.proname = 'knowledge_with_words' and p.proowner = 'candlefish_searcher'::regrole)`,
  // Roles that requests run as are exempt from nothing and own nothing.
  `select rolname || ': is exempt from row level security, or more than a role to switch to' as problem from pg_roles
   where rolname = any(${requestRoles}) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)`,
  `select c.relname || ': belongs to ' || c.relowner::regrole as problem from pg_class c
   where c.relowner::regrole::text = any(${requestRoles})`,
];

function confines(expression: string): string {
  return `pg_get_expr(${expression}, p.polrelid) like '(tenant_id = ( SELECT (NULLIF(current_setting(''app.tenant_id''::text, true), ''''::text))::uuid%'`;
}
