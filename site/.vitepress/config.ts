import { fileURLToPath } from "node:url";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { installTabs } from "../src/install-tabs.js";
import { mermaid } from "../src/mermaid.js";
import { GITHUB, NO_PAGES } from "../src/repository.js";
import { repositoryLinks } from "../src/repository-links.js";
import { sidebar } from "../src/sidebar.js";

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="none" stroke="#0b62d6" stroke-width="2"><path d="M5 7V5a3 3 0 0 1 6 0v2"/><rect x="3" y="7" width="10" height="7" rx="1"/></g></svg>',
)}`;

export default defineConfig({
  title: "Lockwire",
  description: "Distributed locks for Node.js, on Redis or Valkey",
  base: process.env["LOCKWIRE_SITE_BASE"] ?? "/",
  srcDir: "..",
  srcExclude: NO_PAGES,
  outDir: "dist",
  cacheDir: ".cache",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: ICON }]],
  rewrites: { "site/index.md": "index.md", "site/api/:path*": "api/:path*" },
  markdown: {
    // The anchors are those of GitHub, so that one link serves both.
    anchor: { slugify: (text) => slug(text) },
    config: (md) => {
      for (const plugin of [installTabs, repositoryLinks, mermaid]) plugin(md);
    },
  },
  vite: {
    // The pages are compiled where they are, outside of the folder whose packages they use.
    resolve: { alias: { vue: fileURLToPath(new URL("../node_modules/vue", import.meta.url)) } },
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/docs/why-a-lock.md" },
      { text: "Patterns", link: "/docs/patterns.md" },
      { text: "API", link: "/api/README.md" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: GITHUB }],
    editLink: { pattern: `${GITHUB}/edit/main/:path` },
    footer: { message: "MIT" },
  },
});
