// Reads what a page keeps for its own requests. `names` are "cookie.X", "meta.X", "input.X", "storage.X"; what is not there is null.
(names) => {
  const readers = {
    cookie: (name) => {
      for (const pair of document.cookie.split('; ')) {
        const equals = pair.indexOf('=');
        if (pair.slice(0, equals) === name) return pair.slice(equals + 1);
      }
      return null;
    },
    meta: (name) => {
      const element = [...document.querySelectorAll('meta')].find((meta) => meta.name === name || meta.getAttribute('property') === name);
      return element ? element.content : null;
    },
    input: (name) => {
      const element = [...document.querySelectorAll('input, textarea, select')].find((field) => field.name === name || field.id === name);
      return element ? element.value : null;
    },
    storage: (name) => localStorage.getItem(name) ?? sessionStorage.getItem(name),
  };
  return names.map((name) => {
    const dot = name.indexOf('.');
    return readers[name.slice(0, dot)](name.slice(dot + 1));
  });
}
