-- The worker finds and leases jobs; what a job does, it does as the application in the job's own tenant.
GRANT SELECT, UPDATE ("attempts", "leased_until") ON "job" TO candlefish_worker;
--> statement-breakpoint
-- Wakes the workers when the transaction that asked for work commits. The payload is empty: a channel has no policies.
CREATE FUNCTION public.announce_job() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('candlefish_job', '');
  RETURN NULL;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.announce_job() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER job_announced AFTER INSERT ON "job" FOR EACH STATEMENT EXECUTE FUNCTION public.announce_job();
