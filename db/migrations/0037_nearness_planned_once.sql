-- Its statements are planned once for a connection: none of what it is asked for would make another plan, and planning them
-- anew took a tenth of each search.
ALTER FUNCTION public.knowledge_nearest(vector, text, text[], integer) SET plan_cache_mode = force_generic_plan;
