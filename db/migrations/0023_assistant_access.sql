-- Tables of tenants are closed and granted alike.
SELECT public.seal_tenant_tables();
--> statement-breakpoint
-- What was used is written once: the sum of a month cannot be made smaller.
REVOKE UPDATE, DELETE ON "assistant_usage" FROM candlefish_app;
