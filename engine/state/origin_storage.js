// Reads and writes what one origin keeps: a function that is called in a document of that origin, in a world of our own. The form of
// the values is Playwright's (storage_state.json), so that its files load here and ours load there.
async function (command) {
  const typedArrays = {
    i8: Int8Array, ui8: Uint8Array, ui8c: Uint8ClampedArray, i16: Int16Array, ui16: Uint16Array, i32: Int32Array, ui32: Uint32Array,
    f32: Float32Array, f64: Float64Array, bi64: BigInt64Array, bui64: BigUint64Array,
  };
  const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  const toBase64 = (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

  // What no JSON can carry: the caller says so instead of dropping it silently.
  class NotExportable extends Error {
    constructor(type) {
      super(type);
      this.type = type;
    }
  }

  const isPlainJson = (value, parents = []) => {
    if (value === null) return parents.length > 0;
    if (typeof value === 'string' || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    if (typeof value !== 'object' || parents.includes(value)) return false;
    const inside = [...parents, value];
    if (Array.isArray(value)) {
      if (Object.keys(value).length !== value.length) return false;  // with holes, or with names
      return value.every((item) => isPlainJson(item, inside));
    }
    return kindOf(value) === 'Object' && Object.values(value).every((item) => isPlainJson(item, inside));
  };

  const encode = (value, seen = new Map()) => {
    if (value === undefined) return { v: 'undefined' };
    if (value === null) return { v: 'null' };
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      if (Object.is(value, -0)) return { v: '-0' };
      return Number.isFinite(value) ? value : { v: String(value) };
    }
    if (typeof value === 'bigint') return { bi: value.toString() };
    if (seen.has(value)) return { ref: seen.get(value) };
    const kind = kindOf(value);
    if (kind === 'Date') return { d: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toJSON() };
    if (kind === 'RegExp') return { r: { p: value.source, f: value.flags } };
    if (value instanceof Error) return { e: { n: value.name, m: value.message, s: value.stack ?? '' } };
    if (value instanceof ArrayBuffer) return { ab: { b: toBase64(new Uint8Array(value)) } };
    for (const [k, type] of Object.entries(typedArrays))
      if (value instanceof type) return { ta: { b: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)), k } };
    const id = seen.size + 1;
    if (Array.isArray(value)) {
      seen.set(value, id);
      return { a: Array.from(value, (item) => encode(item, seen)), id };
    }
    if (kind === 'Map') {
      seen.set(value, id);
      return { m: [...value].map(([key, item]) => ({ k: encode(key, seen), v: encode(item, seen) })), id };
    }
    if (kind === 'Set') {
      seen.set(value, id);
      return { s: [...value].map((item) => encode(item, seen)), id };
    }
    if (kind !== 'Object') throw new NotExportable(kind);
    seen.set(value, id);
    return { o: Object.entries(value).map(([k, item]) => ({ k, v: encode(item, seen) })), id };
  };

  const decode = (value, seen = new Map()) => {
    if (value === undefined || value === null || typeof value !== 'object') return value;
    if ('ref' in value) return seen.get(value.ref);
    if ('v' in value) return { undefined: undefined, null: null, NaN: NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }[value.v];
    if ('bi' in value) return BigInt(value.bi);
    if ('d' in value) return new Date(value.d);
    if ('u' in value) return value.u;  // a URL cannot be kept in a database
    if ('r' in value) return new RegExp(value.r.p, value.r.f);
    if ('e' in value) {
      const error = new (errors[value.e.n] ?? Error)(value.e.m);
      error.stack = value.e.s;
      return error;
    }
    if ('ab' in value) return fromBase64(value.ab.b).buffer;
    if ('ta' in value) return new typedArrays[value.ta.k](fromBase64(value.ta.b).buffer);
    if ('a' in value) {
      const array = [];
      seen.set(value.id, array);
      for (const item of value.a) array.push(decode(item, seen));
      return array;
    }
    if ('m' in value) {
      const map = new Map();
      seen.set(value.id, map);
      for (const { k, v } of value.m) map.set(decode(k, seen), decode(v, seen));
      return map;
    }
    if ('s' in value) {
      const set = new Set();
      seen.set(value.id, set);
      for (const item of value.s) set.add(decode(item, seen));
      return set;
    }
    if ('o' in value) {
      const object = {};
      seen.set(value.id, object);
      for (const { k, v } of value.o) if (k !== '__proto__') object[k] = decode(v, seen);
      return object;
    }
    return value;
  };

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('a page of this origin keeps the database open'));
  });
  const pathOf = (keyPath) => (Array.isArray(keyPath) ? { keyPathArray: keyPath } : typeof keyPath === 'string' ? { keyPath } : {});
  const plainOrEncoded = (name, value) => (isPlainJson(value) ? { [name]: value } : { [name + 'Encoded']: encode(value) });

  const takeStore = async (store, database, lost) => {
    // Both asked for at once: a transaction ends as soon as nobody waits for it.
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    const records = [];
    keys.forEach((key, i) => {
      try {
        records.push({ ...(store.keyPath === null ? plainOrEncoded('key', key) : {}), ...plainOrEncoded('value', values[i]) });
      } catch (error) {
        if (!(error instanceof NotExportable)) throw error;
        lost.push({ database, store: store.name, type: error.type });
      }
    });
    return {
      name: store.name,
      records,
      indexes: Array.from(store.indexNames, (name) => {
        const index = store.index(name);
        return { name, ...pathOf(index.keyPath), multiEntry: index.multiEntry, unique: index.unique };
      }),
      autoIncrement: store.autoIncrement,
      ...pathOf(store.keyPath),
    };
  };

  const takeDatabases = async (lost) => {
    const databases = [];
    for (const { name, version } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      try {
        const names = [...database.objectStoreNames];
        const transaction = names.length > 0 ? database.transaction(names, 'readonly') : null;
        const stores = await Promise.all(names.map((store) => takeStore(transaction.objectStore(store), name, lost)));
        databases.push({ name, version, stores });
      } finally {
        database.close();  // an open connection would block the site's next upgrade
      }
    }
    return databases;
  };

  const putDatabase = async (wanted) => {
    if (command.keepExisting && (await indexedDB.databases()).some(({ name }) => name === wanted.name)) return;
    const request = indexedDB.open(wanted.name, wanted.version);
    request.onupgradeneeded = () => {
      for (const name of [...request.result.objectStoreNames]) request.result.deleteObjectStore(name);
      for (const store of wanted.stores) {
        const made = request.result.createObjectStore(store.name, {
          autoIncrement: store.autoIncrement,
          keyPath: store.keyPathArray ?? store.keyPath ?? null,
        });
        for (const index of store.indexes)
          made.createIndex(index.name, index.keyPathArray ?? index.keyPath, { unique: index.unique, multiEntry: index.multiEntry });
      }
    };
    const database = await done(request);
    try {
      const stores = wanted.stores.filter((store) => store.records.length > 0);
      if (stores.length === 0) return;
      const transaction = database.transaction(stores.map((store) => store.name), 'readwrite');
      const ended = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      for (const store of stores)
        for (const record of store.records) {
          const value = 'value' in record ? record.value : decode(record.valueEncoded);
          const key = 'key' in record ? record.key : decode(record.keyEncoded);
          transaction.objectStore(store.name).put(value, key);
        }
      await ended;
    } finally {
      database.close();
    }
  };

  if (command.clear) {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name));
  }
  if (command.put) {
    for (const [name, value] of command.put.localStorage ?? [])
      if (!command.keepExisting || localStorage.getItem(name) === null) localStorage.setItem(name, value);
    for (const [name, value] of command.put.sessionStorage ?? []) sessionStorage.setItem(name, value);
    for (const database of command.put.indexedDB ?? []) await putDatabase(database);
  }
  if (!command.take) return null;
  const taken = { origin: location.origin, items: [], databases: [], lost: [] };
  try {
    taken.items = Object.entries(globalThis[command.take.area]);
  } catch (error) {
    return taken;  // a document that may not have storage
  }
  if (command.take.indexedDB) taken.databases = await takeDatabases(taken.lost);
  return taken;
}
