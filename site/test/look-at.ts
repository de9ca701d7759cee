import type { Page as Tab } from "playwright-core";

/** What a reader of a page would see, or miss. */
export interface Page {
  readonly errors: readonly string[];
  /** Links within the site, as whole URLs. */
  readonly links: readonly string[];
  readonly anchors: readonly string[];
  /** What makes the page wider than the screen. */
  readonly tooWide: readonly string[];
  readonly brokenPictures: readonly string[];
}

export async function lookAt(tab: Tab, url: string): Promise<Page> {
  const errors: string[] = [];
  const note = (text: string) => errors.push(text);
  tab.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && note(message.text()),
  );
  tab.on("pageerror", (error) => note(error.message));
  tab.on(
    "response",
    (response) => response.ok() || note(`${response.url()}: ${response.status()}`),
  );
  tab.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // What the page fetches in advance is given up when the next page is opened.
    if (why !== "net::ERR_ABORTED") note(`${request.url()}: ${why}`);
  });
  await tab.goto(url);
  await tab.waitForFunction(() => "__vue_app__" in (document.querySelector("#app") ?? {}));
  // Pictures below the screen are loaded when they are scrolled to.
  await tab.evaluate(() => {
    for (const picture of document.images) picture.loading = "eager";
    return Promise.all(
      [...document.images].map((picture) => picture.decode().catch(() => undefined)),
    );
  });
  const seen = await tab.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const links = [...document.links].map(({ href }) => href);
    return {
      links: [...new Set(links)].filter((link) => new URL(link).origin === location.origin),
      anchors: [...document.querySelectorAll("[id]")].map(({ id }) => id),
      tooWide:
        document.documentElement.scrollWidth > width
          ? [...document.querySelectorAll("#VPContent *")]
              .filter((element) => element.getBoundingClientRect().right > width + 1)
              .slice(0, 3)
              .map(({ tagName, textContent }) => `${tagName} ${textContent?.slice(0, 40)}`)
          : [],
      brokenPictures: [...document.images]
        .filter((it) => it.naturalWidth === 0)
        .map(({ src }) => src),
    };
  });
  tab.removeAllListeners();
  return { ...seen, errors };
}
