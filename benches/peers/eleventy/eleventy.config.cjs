// The highlighter is looked for beside Eleventy itself (the bench sets NODE_PATH), so that nothing is installed per site.
const highlighting = require("@11ty/eleventy-plugin-syntaxhighlight");

const A_PAGE = 10;

// As headings, authors and tags of this blog need it; Eleventy's own filter is slower.
const slug = (text) => text.toLowerCase().replaceAll(" ", "-");

module.exports = function (eleventy) {
  eleventy.addPlugin(highlighting);
  eleventy.addPassthroughCopy("style.css");
  eleventy.addFilter("day", (date) => date.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" }));
  eleventy.addFilter("iso", (date) => date.toISOString());
  eleventy.addFilter("beginning", (html) => (/<p>[^]*?<\/p>/.exec(html) ?? [""])[0]);

  // What the others have built in: ids of headings.
  eleventy.amendLibrary("md", (markdown) => {
    markdown.core.ruler.push("ids", ({ tokens }) => {
      tokens.forEach((token, index) => {
        if (token.type === "heading_open") token.attrSet("id", slug(tokens[index + 1].content));
      });
    });
  });

  const newest = (api) => api.getFilteredByGlob("posts/*.md").reverse();
  const terms = (api, key) => {
    const groups = new Map();
    for (const post of newest(api))
      for (const name of post.data[key]) groups.set(name, [...(groups.get(name) ?? []), post]);
    return [...groups].sort().map(([name, posts]) => ({ name, posts, url: `/${key}/${slug(name)}/` }));
  };
  const lists = (api) => [
    { url: "/", posts: newest(api) },
    ...terms(api, "authors"),
    ...terms(api, "tags"),
  ];
  eleventy.addCollection("newest", (api) => {
    const posts = newest(api);
    posts.forEach((post, index) => Object.assign(post.data, { newer: posts[index - 1], older: posts[index + 1] }));
    return posts;
  });
  eleventy.addCollection("terms", (api) =>
    ["authors", "tags"].map((key) => ({ url: `/${key}/`, title: key, terms: terms(api, key) })),
  );
  eleventy.addCollection("feeds", (api) => lists(api).map((list) => ({ ...list, posts: list.posts.slice(0, 10) })));
  eleventy.addCollection("pages", (api) =>
    lists(api).flatMap(({ name, url, posts }) => {
      const count = Math.ceil(posts.length / A_PAGE);
      const place = (number) => (number ? `${url}page${number + 1}/` : url);
      return Array.from({ length: count }, (_, number) => ({
        name,
        url: place(number),
        feed: `${url}feed.xml`,
        newer: number ? place(number - 1) : null,
        older: number + 1 < count ? place(number + 1) : null,
        posts: posts.slice(number * A_PAGE, (number + 1) * A_PAGE),
      }));
    }),
  );
};
