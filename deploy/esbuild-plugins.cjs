/** zod carries its messages in some fifty languages, a quarter of a bundle; English, which it imports by itself, is enough. */
const englishOnly = {
  name: 'english-only',
  setup: (build) => {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

module.exports = [englishOnly];
