// The address that the other generators give: /2019/11/04/AdaExample.html.
module.exports = {
  layout: "post.liquid",
  permalink: ({ page }) => `/${page.date.toISOString().slice(0, 10).replaceAll("-", "/")}/${page.fileSlug}.html`,
};
