//! Finds things in the template, as text: it indents by two, and a path names its headings.

use crate::source::read;

pub(crate) fn number(path: &str) -> u64 {
    value(path)
        .parse()
        .unwrap_or_else(|_| panic!("{path} is no number"))
}

/// The text after `name:` of a resource's property, by a dotted path.
pub(crate) fn value(path: &str) -> String {
    let (parent, name) = path.rsplit_once('.').expect("a path has two parts");
    block(parent)
        .iter()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned))
        .unwrap_or_else(|| panic!("the template has no {path}"))
}

/// The lines right below a resource's property, without their indentation.
pub(crate) fn block(path: &str) -> Vec<String> {
    under(&read("template.yaml"), &format!("Resources.{path}"))
}

/// All lines below a dotted path of the template, without their indentation and without comments.
pub(crate) fn lines(path: &str) -> Vec<String> {
    let template = read("template.yaml");
    let lines = all_under(&template, path).into_iter().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// The lines right below a dotted path of a YAML text that indents by two.
pub(crate) fn under(yaml: &str, path: &str) -> Vec<String> {
    let lines = all_under(yaml, path);
    let depth = lines.first().map_or(0, |line| indentation(line));
    lines
        .iter()
        .filter(|line| indentation(line) == depth && !line.trim().is_empty())
        .map(|line| line.trim().to_owned())
        .collect()
}

fn all_under<'a>(yaml: &'a str, path: &str) -> Vec<&'a str> {
    let mut lines: Vec<&str> = yaml.lines().collect();
    for (depth, name) in path.split('.').enumerate() {
        let heading = format!("{}{name}:", "  ".repeat(depth));
        let start = lines
            .iter()
            .position(|line| *line == heading)
            .unwrap_or_else(|| panic!("the template has no {path}"));
        lines = lines[start + 1..]
            .iter()
            .copied()
            .take_while(|line| indentation(line) > 2 * depth || line.trim().is_empty())
            .collect();
    }
    lines
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
