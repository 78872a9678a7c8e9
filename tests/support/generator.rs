//! Sites of any size, the same every time: several authors a day, links in every style.

use super::folder::Files;

const AUTHORS: &[&str] = &["AdaByron", "BlaiseP", "CarlaGauss", "DanKnuth", "EmmyNoether"];

/// Which of two states of the generated site: so that a second build has something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// As first written.
    First,
    /// Every body changed, the first tenth of the days gone, and as many new ones.
    Second,
}

/// A site with `days` times five posts, all of it right but for links that are repaired.
pub(crate) fn site(days: usize, edition: Edition) -> Files {
    let mut files = Files::new();
    let mut add = |path: String, text: String| {
        files.insert(path, text.into_bytes());
    };
    add("_config.yml".into(), "title: A generated blog\nurl: https://blog.example\ntimezone: Europe/London\n".into());
    add("content/about.md".into(), "---\ntitle: About\n---\n## Who\n\nUs. [Home](/), [feed](/feed.xml).\n".into());
    add(
        "static/images/dot.svg".into(),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n".into(),
    );
    let gone = if edition == Edition::First { 0 } else { days.div_ceil(10) };
    let (first, posts) = (gone * AUTHORS.len(), days * AUTHORS.len());
    for number in first..first + posts {
        let post = Post::of(number);
        let text = format!(
            "---\ntitle: \"{} on day {}\"\ntags: [t{}, shared]\n---\n{}",
            post.author,
            number / AUTHORS.len(),
            number % 7,
            body(&post, first, edition)
        );
        add(format!("content/posts/{}.md", post.stem()), text);
    }
    files
}

/// Post by running number: five a day, a day every week.
struct Post {
    number: usize,
    author: &'static str,
    year: usize,
    month: usize,
    day: usize,
}

impl Post {
    fn of(number: usize) -> Self {
        let date = number / AUTHORS.len();
        let (year, in_year) = (2001 + date / 48, date % 48);
        Self { number, author: AUTHORS[number % AUTHORS.len()], year, month: 1 + in_year / 4, day: 1 + in_year % 4 * 7 }
    }

    fn stem(&self) -> String {
        format!("{:04}-{:02}-{:02}-{}", self.year, self.month, self.day, self.author)
    }

    fn path(&self) -> String {
        format!("{:04}/{:02}/{:02}/{}", self.year, self.month, self.day, self.author)
    }
}

fn body(post: &Post, first: usize, edition: Edition) -> String {
    let mut text = format!("Post number {} ({edition:?}), by *{}*.\n\n## What I did\n\n", post.number, post.author);
    let before = post.number.checked_sub(AUTHORS.len()).filter(|number| *number >= first).map(Post::of);
    // Of the same day, so always there.
    let beside = Post::of(post.number / AUTHORS.len() * AUTHORS.len() + (post.number + 1) % AUTHORS.len());
    let name = beside.author;
    text.push_str(&format!(
        "- [a name]({name}.html), [without ending](./{name}), [an anchor]({name}.html#what-i-did)\n"
    ));
    if let Some(before) = &before {
        let (path, stem) = (before.path(), before.stem());
        text.push_str(&format!("- [from the root](/{path}.html), [own host](https://blog.example/{path}.html)\n"));
        text.push_str(&format!("- [source]({stem}.md), [source from the root](/content/posts/{stem}.md)\n"));
        text.push_str(&format!(
            "- [up](../../../{path}.html), [a tag]({{% post_url {stem} %}}), [another]({{% link posts/{stem}.md %}})\n"
        ));
        text.push_str(&format!("- [by reference][before], <a href=\"/{path}.html#what-i-did\">raw</a>\n"));
        // The page taken for a folder, as rule 4 has it; not across the turn of a year, to keep this simple.
        if before.year == post.year {
            let end = path.split_once('/').map_or(path.as_str(), |(_, end)| end);
            text.push_str(&format!("- [understood](../../../{end}.html)\n"));
        }
        text.push_str(&format!("\n[before]: /{path}.html\n"));
    }
    text.push_str(
        "- [about]({{ \"/about.html\" | relative_url }}), [who](../about.md#who), [mail](mailto:a@blog.example)\n\n",
    );
    text.push_str(
        "![A dot](/images/dot.svg) and <img src=\"/images/dot.svg\" srcset=\"/images/dot.svg 2x\" alt=\"\">\n\n",
    );
    let language = ["python", "rust", "c", "sh", ""][post.number % 5];
    text.push_str(&format!("```{language}\nlet number = {}; // {edition:?}\n```\n\n", post.number));
    text.push_str(
        "A note[^1], a table and \"quotes\" -- all of it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: The note.\n",
    );
    text
}
