-- Vectors, and the ways to find those near one another. An owner who may not make extensions asks for it once.
CREATE EXTENSION IF NOT EXISTS vector;
