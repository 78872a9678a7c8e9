# What jekyll-paginate, jekyll-archives and jekyll-feed would write together: the lists of all posts, of each author and of each
# tag, ten posts on a page, with their feeds.

class Lists < Jekyll::Generator
  A_PAGE = 10

  def generate(site)
    @site = site
    newest = site.posts.docs.reverse
    list("", nil, newest)
    terms("authors", "Authors", newest)
    terms("tags", "Tags", newest)
  end

  private

  def terms(key, title, newest)
    groups = Hash.new { |hash, name| hash[name] = [] }
    newest.each { |post| post.data[key].each { |name| groups[name] << post } }
    terms = groups.sort.map do |name, posts|
      folder = "#{key}/#{Jekyll::Utils.slugify(name)}/"
      list(folder, name, posts)
      { "name" => name, "url" => "/#{folder}", "count" => posts.size }
    end
    page("#{key}/", "index.html", "layout" => "terms", "title" => title, "terms" => terms)
  end

  def list(folder, title, posts)
    pages = posts.each_slice(A_PAGE).to_a
    places = pages.each_index.map { |number| number.zero? ? folder : "#{folder}page#{number + 1}/" }
    pages.each_with_index do |some, number|
      page(places[number], "index.html", {
        "layout" => "list", "title" => title, "posts" => some, "feed" => "/#{folder}feed.xml",
        "newer" => (number.zero? ? nil : "/#{places[number - 1]}"),
        "older" => (places[number + 1] && "/#{places[number + 1]}"),
      })
    end
    page(folder, "feed.xml", "layout" => "feed", "title" => title, "posts" => posts.first(10))
  end

  def page(folder, name, data)
    page = Jekyll::PageWithoutAFile.new(@site, @site.source, folder, name)
    page.data.merge!(data)
    @site.pages << page
  end
end
