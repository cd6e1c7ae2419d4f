# syntax=docker/dockerfile:1
# Three stages: install and build, drop what only the build needed, run. The steps are the ones that
# tests/served/image.test.ts performs in an empty folder.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/run.mjs scripts/
RUN npm install --no-save
COPY . .
RUN npm run build

FROM build AS production
RUN npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production PORT=3000 DATA_DIR=/data LOG_LEVEL=info
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=production --chown=node:node /app/node_modules ./node_modules
COPY --from=production --chown=node:node /app/build ./build
COPY --from=production --chown=node:node /app/db ./db
COPY --from=production --chown=node:node /app/app/values ./app/values
COPY --from=production --chown=node:node /app/app/env.server.ts ./app/env.server.ts
COPY --from=production --chown=node:node /app/app/secrets ./app/secrets
COPY --from=production --chown=node:node /app/app/auth/breached-passwords.bin ./app/auth/breached-passwords.bin
COPY --from=production --chown=node:node /app/scripts ./scripts
COPY --from=production --chown=node:node /app/package.json ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/api/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
CMD ["node", "--max-semi-space-size=32", "scripts/serve.ts"]
