// `npm run dev`: the same Hono app, with Vite in front of it. A change in app/ or modules/ is there at the next request.
// Without a provider of its own it offers "Local", so that signing in by another account can be tried with no network.
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createServer as createViteServer } from 'vite';
import { localClient, startLocalOpenId } from './local-openid.ts';

process.env.NODE_ENV = 'development';
const local = process.env.OPENID_ISSUER ? null : await startLocalOpenId();
if (local) {
  const { clientId, clientSecret } = localClient;
  Object.assign(process.env, {
    OPENID_NAME: 'Local',
    OPENID_ISSUER: local.issuer,
    OPENID_CLIENT_ID: clientId,
    OPENID_CLIENT_SECRET: clientSecret,
  });
}
const port = Number(process.env.PORT ?? 3000);
const server = createServer();
const vite = await createViteServer({ server: { middlewareMode: { server }, hmr: { server } }, appType: 'custom' });
const { prepare } = await vite.ssrLoadModule('/app/lifecycle.server.ts');
const running = await prepare();

const listener = getRequestListener(
  async (request, bindings) => {
    const { app } = await vite.ssrLoadModule('/app/server.ts');
    return app.fetch(request, bindings);
  },
  { overrideGlobalObjects: false },
);
server.on('request', (request, response) =>
  vite.middlewares(request, response, () => void listener(request, response)),
);
server.listen(port, () => process.stdout.write(`Candlefish (development) at http://localhost:${port}\n`));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await vite.close();
    await running.stop();
    await local?.close();
    process.exit(0);
  });
}
