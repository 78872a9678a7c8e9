//! Rows and columns, written for people, for pipes and for programs.

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::command::cli::TableFormat;

/// What stands in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Number(usize),
    Words(Vec<String>),
    Nothing,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// On one line; blanks for what would end a field or a line.
    fn shown(&self) -> String {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Words(words) => words.join(", "),
            Self::Nothing => String::new(),
        };
        text.replace(char::is_control, " ")
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(number) => Value::from(*number),
            Self::Words(words) => Value::from(words.as_slice()),
            Self::Nothing => Value::Null,
        }
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}

/// Rows under named columns.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn written(&self, format: TableFormat) -> String {
        match format {
            TableFormat::Human => self.aligned(),
            TableFormat::Tsv => self.lines(|row| row.iter().map(Cell::shown).collect::<Vec<_>>().join("\t")),
            TableFormat::Json => self.lines(|row| {
                let fields = self.columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), cell.json()));
                Value::from(fields.collect::<Map<_, _>>()).to_string()
            }),
        }
    }

    fn lines(&self, line: impl Fn(&[Cell]) -> String) -> String {
        self.rows.iter().map(|row| line(row) + "\n").collect()
    }

    fn aligned(&self) -> String {
        let head: Vec<String> = self.columns.iter().map(|column| column.to_uppercase()).collect();
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        let mut widths: Vec<usize> = head.iter().map(|name| name.width()).collect();
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width - cell.width() + 2));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_table_in_three_ways() {
        let table = Table {
            columns: &["name", "posts", "tags"],
            rows: vec![
                vec![Cell::text("Zoë\t\"x\""), Cell::Number(12), Cell::Words(vec!["a".into(), "b, c".into()])],
                vec![Cell::text("日本"), Cell::Nothing, Cell::Words(Vec::new())],
            ],
        };
        assert_eq!(table.written(TableFormat::Tsv), "Zoë \"x\"\t12\ta, b, c\n日本\t\t\n");
        assert_eq!(table.written(TableFormat::Human), "NAME     POSTS  TAGS\nZoë \"x\"  12     a, b, c\n日本\n");
        assert_eq!(
            table.written(TableFormat::Json),
            "{\"name\":\"Zoë\\t\\\"x\\\"\",\"posts\":12,\"tags\":[\"a\",\"b, c\"]}\n{\"name\":\"日本\",\"posts\":null,\"tags\":[]}\n"
        );
        let empty = Table { columns: &["a"], rows: Vec::new() };
        assert_eq!((empty.written(TableFormat::Tsv), empty.written(TableFormat::Human)), (String::new(), "A\n".into()));
    }
}
