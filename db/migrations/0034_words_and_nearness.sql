-- An index of words that begins with the tenant: the numbers of a tenant are a kind of word to it, too.
CREATE EXTENSION IF NOT EXISTS btree_gin;
--> statement-breakpoint
DROP INDEX "knowledge_chunk_search_idx";--> statement-breakpoint
DROP INDEX "knowledge_chunk_embedding_idx";--> statement-breakpoint
CREATE INDEX "knowledge_chunk_words_idx" ON "knowledge_chunk" USING gin ("tenant_id","search");--> statement-breakpoint
CREATE INDEX "knowledge_chunk_nearness_idx" ON "knowledge_chunk" USING hnsw (("embedding"::halfvec(512)) halfvec_cosine_ops);
