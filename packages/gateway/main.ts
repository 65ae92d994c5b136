// Builds the services and connects them: the only place that knows them all.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { routesOf } from './api/index.ts';
import { socketRoutes } from './api/realtime.ts';
import type { Services } from './api/services.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { watchWorld, type WorldWatch } from './catalog/watch-world.ts';
import { applyConfig } from './config/apply.ts';
import type { Config } from './config/config.ts';
import { releaseOf } from './config/release.ts';
import { settingsOf } from './config/settings.ts';
import { storedSettings } from './config/stored-settings.ts';
import { createFront } from './http/front.ts';
import { Callers } from './identity/callers.ts';
import { guardedDispatcher } from './http/outgoing.ts';
import { Identities } from './identity/identify.ts';
import { Passes } from './identity/passes.ts';
import { checkSameSite } from './identity/same-site.ts';
import { MailCodes } from './identity/mail-codes.ts';
import { Outside } from './identity/outside.ts';
import { Passkeys } from './identity/passkeys.ts';
import { sendMail } from './notices/mail.ts';
import { openSeal, type Seal } from './identity/seal.ts';
import { SignIn } from './identity/sign-in.ts';
import { openLedger, type RunningLedger } from './ledger/node-ledger.ts';
import { Limiter } from './limits/limiter.ts';
import { MemoryCounters } from './limits/memory-counters.ts';
import { Upkeep } from './ledger/upkeep.ts';
import { answerGauges, nodeGauges } from './observe/gauges.ts';
import { Metrics } from './observe/metrics.ts';
import { NodeReport } from './observe/node-report.ts';
import { Observer } from './observe/observer.ts';
import { RequestLog } from './observe/request-log.ts';
import { GuardedFetch } from './http/guarded-fetch.ts';
import { CountedChannelLimits } from './limits/channel-limits.ts';
import { MemoryAnswers, type AnswerStore, type Room } from './relay/answers/answer-store.ts';
import { Answers } from './relay/answers/answers.ts';
import { tellOfHealth } from './notices/health.ts';
import { Courier } from './notices/courier.ts';
import { askOver } from './payments/ask.ts';
import { Desk } from './payments/desk.ts';
import { Poller } from './payments/poller.ts';
import { Dispatchers } from './relay/dispatchers.ts';
import { ItemStore } from './relay/items.ts';
import { PictureStore } from './relay/media/picture-store.ts';
import { ProofStore } from './relay/proofs.ts';
import { LiveSessions } from './relay/realtime/sessions.ts';
import { Turns } from './relay/route.ts';
import { Pins } from './relay/state.ts';
import { Tokens } from './relay/tokens.ts';
import { Health } from './routing/health.ts';
import { healthLine, nodeName } from './routing/health-words.ts';
import { HealthShare } from './routing/share.ts';
import { openStore } from './store/open.ts';
import type { Discrepancy, Store } from './store/store.ts';
import { folderAssets } from './tasks/asset-store.ts';
import { TaskEngine } from './tasks/engine.ts';
import { Links } from './tasks/links.ts';
import { s3Assets, s3Place } from './tasks/s3-assets.ts';

/** A running gateway. */
export interface Gateway {
  /** `http://host:port`. */
  readonly address: string;
  /**
   * Puts a changed configuration in force while requests run: what it declares, and the settings that are read at each
   * request. Address, database and folders stay as they are until the next start.
   */
  apply(config: Config): Promise<void>;
  /** Finishes what runs, within the grace of the settings, and closes everything. */
  close(): Promise<void>;
}

/** What the first start prepares before anything is served; see `cli/first-run.ts`. */
export type Prepare = (store: Store, seal: Seal) => Promise<void>;

/** Tells the operator, on the standard error. */
function warn(message: string): void {
  process.stderr.write(`turnpike: ${message}\n`);
}

/** Starts a gateway. Rejects when the database, the data folder or the address cannot be used. */
export async function start(config: Config, prepare: Prepare = async () => undefined): Promise<Gateway> {
  const seal = openSeal(config.dataFolder);
  const store = await openStore(config.databaseUrl);
  const settings = settingsOf({ ...storedSettings(await store.documents.all()), ...config.settings });
  const ledger = await openLedger({
    store,
    journalFolder: join(config.dataFolder, 'journal'),
    leaseMs: settings.leaseSeconds * 1000,
    flushMs: settings.journalFlushMs,
    journalSync: settings.journalFsync,
    warn,
  });
  await applyConfig(store, config, seal, settings.revealKeys);
  await prepare(store, seal);
  const sandbox = settings.sandbox === 'auto' ? await (await import('@turnpike/sandbox')).startSandbox({}) : undefined;
  const parts = { written: config.settings, catalog: loadCatalog(), seal, sandboxUrl: sandbox?.url, warn };
  let answers: Answers | undefined;
  const watch: WorldWatch = await watchWorld(store, parts, () => {
    identities.invalidate();
    dispatchers.keep(watch.world().channels);
    answers?.enter(watch.world().answersEpoch);
  });
  const callers = new Callers(store, () => watch.world().settings);
  const identities = new Identities(
    store,
    () => watch.world(),
    async exchange => {
      checkSameSite(exchange.request, watch.world().settings.publicUrl);
      return (await callers.find(exchange.request))?.account;
    },
  );
  const dispatchers = new Dispatchers(settings.connectTimeoutSeconds * 1000);
  const share = new HealthShare(
    store.health,
    nodeName(),
    () => watch.world().settings.timelineDays,
    error => warn(`a change of health was not stored: ${String(error)}`),
    config.redis === undefined
      ? undefined
      : await (await import('./routing/redis-wire.ts')).RedisWire.open(config.redis),
  );
  const health = new Health(
    () => watch.world().settings,
    event => {
      warn(healthLine(event));
      share.publish(event);
      void tellOfHealth(store, event).catch(error => warn(`a notice was not kept: ${String(error)}`));
    },
  );
  await share.start(health);
  const media = new GuardedFetch({ allowPrivate: () => watch.world().settings.fetchPrivateAddresses });
  const pictures = new PictureStore(join(config.dataFolder, 'pictures'), () => {
    const { pictureLinkSeconds, pictureStoreBytes } = watch.world().settings;
    return { lifeSeconds: pictureLinkSeconds, maxBytes: pictureStoreBytes };
  });
  const counters =
    config.redis === undefined
      ? new MemoryCounters()
      : await (await import('./limits/redis-counters.ts')).RedisCounters.open(config.redis, warn);
  const limiter = new Limiter(counters);
  const room = () => ({ bytes: watch.world().settings.responseCacheBytes });
  const memory = config.redis === undefined ? new MemoryAnswers(room) : undefined;
  const kept = new Answers(memory ?? (await redisAnswers(config.redis ?? '', room)));
  kept.enter(watch.world().answersEpoch);
  answers = kept;
  const metrics = new Metrics();
  answerGauges(metrics, kept, memory);
  const upkeep = new Upkeep({
    store,
    settings: () => watch.world().settings,
    reconcile: () => proveApart(config.databaseUrl, store),
    warn,
  });
  await upkeep.start();
  nodeGauges(metrics, ledger, () => upkeep.proof);
  metrics.gauge(
    'turnpike_resting_candidates',
    'Channels, keys and models of them that rest or are off.',
    () => health.resting,
  );
  const log = settings.logRequests ? new RequestLog(process.stdout) : undefined;
  const observer = new Observer(metrics, log, warn);
  const channelLimits = new CountedChannelLimits(counters);
  const turns = new Turns();
  const tokens = new Tokens();
  const guarded = guardedDispatcher(settings.connectTimeoutSeconds * 1000);
  const remaining = async (purse: string): Promise<bigint> => {
    await ledger.flush();
    const row = await store.ledger.purse(purse);
    return row === undefined ? 0n : row.balance + row.overdraft - row.leased;
  };
  const sessions = new LiveSessions();
  metrics.gauge('turnpike_open_sessions', 'Realtime sessions under way on this node.', () => sessions.size);
  let address = '';
  const report = new NodeReport({
    store: store.nodes,
    ledger,
    upkeep,
    version: releaseOf(),
    host: hostname(),
    address: () => address,
    resting: () => health.resting,
    sessions: () => sessions.size,
    answers: () => ({ hits: kept.hits, misses: kept.misses, bytes: memory?.bytes ?? null }),
  });
  const tasks = new TaskEngine({
    store: store.tasks,
    pins: store.pins,
    ledger,
    tokens,
    dispatcherOf: channel => dispatchers.of(channel),
    dispatcher: dispatchers.shared,
    guarded,
    assets:
      settings.assetStore === ''
        ? folderAssets(join(config.dataFolder, 'assets'))
        : s3Assets(s3Place(settings.assetStore, process.env), dispatchers.shared, join(config.dataFolder, 'assets')),
    seal,
    health,
    channelLimits,
    turns,
    limiter,
    links: new Links(
      seal,
      () => watch.world().settings.assetLinkSeconds * 1000,
      () => watch.world().settings.publicUrl,
    ),
    node: ledger.node,
    world: () => watch.world(),
    settled: record => observer.counted(record),
    remaining,
    warn,
  });
  metrics.gauge('turnpike_open_tasks', 'Tasks under way on all nodes, counted each minute.', () => tasks.openTasks);
  const payments = new Desk({
    store,
    seal,
    ask: askOver(dispatchers.shared),
    gateways: () => watch.world().payments,
    settings: () => watch.world().settings,
    warn,
  });
  const poller = new Poller({ store, desk: payments, pace: () => watch.world().settings.paymentPacePercent, warn });
  const courier = new Courier({
    store,
    seal,
    ask: askOver(dispatchers.shared),
    askGuarded: askOver(guarded),
    settings: () => watch.world().settings,
    mail: () => watch.world().mail,
    warn,
  });
  const signIn = new SignIn({ store, seal, settings: () => watch.world().settings });
  const mailCodes = new MailCodes({
    store,
    settings: () => watch.world().settings,
    send() {
      const { mail } = watch.world();
      if (mail === undefined) return undefined;
      // In the background: how long it takes must not tell whether an address is known.
      return letter => void sendMail(mail, letter).catch(error => warn(`a letter was not sent: ${String(error)}`));
    },
  });
  let ready = true;
  let { places } = config;
  const services: Services = {
    store,
    ledger,
    identities,
    metrics,
    tasks,
    seal,
    payments,
    courier,
    place: {
      database: config.databaseUrl.startsWith('sqlite:') ? 'sqlite' : 'postgres',
      redis: config.redis !== undefined,
      config: config.file ?? null,
    },
    upkeep,
    report,
    warn,
    callers,
    signIn,
    mailCodes,
    passkeys: new Passkeys(store, seal),
    outside: new Outside({
      store,
      signIn,
      ask: askOver(dispatchers.shared),
      providers: () => watch.world().identityProviders,
    }),
    dispatcher: dispatchers.shared,
    dispatcherOf: channel => dispatchers.of(channel),
    health,
    limiter,
    channelLimits,
    turns,
    pins: new Pins(store.pins, error => warn(`a pin was not stored: ${String(error)}`)),
    proofs: new ProofStore(),
    items: new ItemStore(),
    tokens,
    media,
    pictures,
    answers: kept,
    spoolFolder: join(config.dataFolder, 'spool'),
    world: () => watch.world(),
    identify: exchange => identities.identify(exchange),
    identifyHash: (hash, exchange) => identities.identifyHash(hash, exchange),
    passes: new Passes(store.flows, seal),
    sessions,
    canPay: async purse => {
      await ledger.flush();
      const row = await store.ledger.purse(purse);
      return row !== undefined && row.balance + row.overdraft > 0n;
    },
    balanceOf: async purse => {
      await ledger.flush();
      return (await store.ledger.purse(purse))?.balance ?? 0n;
    },
    observe: (exchange, record) => observer.settled(exchange, record),
    refresh: () => watch.refresh(),
    places: () => places,
    ready: () => ready,
  };
  const front = createFront({
    routes: routesOf(services),
    sockets: socketRoutes(services),
    settings: () => watch.world().settings,
    onFinish: exchange => observer.finished(exchange),
    onFault: (error, exchange) =>
      warn(
        `${exchange.id} ${exchange.method} ${exchange.path}: ${error instanceof Error ? error.stack : String(error)}`,
      ),
  });
  address = await front.listen(config.host, config.port);
  report.start();
  await tasks.start();
  poller.start();
  courier.start();
  const close = async (): Promise<void> => {
    ready = false;
    const grace = settings.shutdownGraceSeconds * 1000;
    await Promise.all([front.close(grace), sessions.drain(grace)]);
    await tasks.close();
    await poller.close();
    await courier.close();
    await upkeep.close();
    await report.close();
    await guarded.destroy();
    await media.close();
    pictures.close();
    await share.close();
    await limiter.close();
    await kept.store.close();
    await closeAll(watch, dispatchers, ledger, store, log, sandbox);
  };
  const apply = async (changed: Config): Promise<void> => {
    await applyConfig(store, changed, seal, settings.revealKeys);
    ({ places } = changed);
    await watch.rewrite(changed.settings);
  };
  return { address, apply, close: once(close) };
}

/** Answers that all nodes share. */
async function redisAnswers(url: string, room: () => Room): Promise<AnswerStore> {
  return (await import('./relay/answers/redis-answers.ts')).RedisAnswers.open(url, room, warn);
}

/** A proof takes as long as the ledger is large: it has a connection of its own, so that nobody waits behind it. */
async function proveApart(url: string, store: Store): Promise<Discrepancy[]> {
  if (url.endsWith(':memory:')) return store.ledger.reconcile();
  const apart = await openStore(url, { connections: 1 });
  try {
    return await apart.ledger.reconcile();
  } finally {
    await apart.close();
  }
}

async function closeAll(
  watch: WorldWatch,
  dispatchers: Dispatchers,
  ledger: RunningLedger,
  store: Store,
  log: RequestLog | undefined,
  sandbox: { close(): Promise<void> } | undefined,
): Promise<void> {
  watch.close();
  await dispatchers.destroy();
  await ledger.close();
  await sandbox?.close();
  await store.close();
  log?.flush();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
