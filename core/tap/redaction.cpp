// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tap/redaction.h"

#include "core/tap/secretnames.h"
#include "core/wire/jsontext.h"
#include "core/wire/jsonview.h"

#include <QVarLengthArray>

#include <algorithm>
#include <array>

namespace Signalbox {

namespace {

constexpr qsizetype shortestSecret = 8;
constexpr qsizetype overlap = 4 * 1024; //!< looked at behind the place where a text is cut
constexpr int nestedTexts = 3; //!< JSON in a string in a string

bool isTokenLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'
        || c == '~' || c == '+' || c == '/' || c == '=';
}

/** What a key looks like: how it begins, and how many letters follow at least. */
struct Look
{
    QByteArrayView begin;
    qsizetype least;
};
constexpr std::array<Look, 12> looks = {{{"Bearer ", 4},
                                         {"bearer ", 4},
                                         {"Basic ", 8},
                                         {"gw-", 32},
                                         {"sk-", 16},
                                         {"ghp_", 16},
                                         {"gho_", 16},
                                         {"github_pat_", 16},
                                         {"glpat-", 12},
                                         {"xoxb-", 10},
                                         {"xoxp-", 10},
                                         {"AKIA", 16}}};

void hideLook(QByteArray &text, const Look &look)
{
    qsizetype at = text.indexOf(look.begin);
    while (at >= 0) {
        const qsizetype from = at + look.begin.size();
        qsizetype to = from;
        while (to < text.size() && isTokenLetter(text.at(to)))
            ++to;
        const bool beginsWord = at == 0 || !isTokenLetter(text.at(at - 1));
        if (beginsWord && to - from >= look.least) {
            text.replace(from, to - from, Redaction::hidden.data(), Redaction::hidden.size());
            to = from + Redaction::hidden.size();
        }
        at = text.indexOf(look.begin, to);
    }
}

qsizetype endOfString(QByteArrayView text, qsizetype from)
{
    for (qsizetype at = from + 1; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return text.size();
}

bool isSpaceOrComma(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':';
}

} // namespace

/** One pass over one text. Iterative: hostile depth costs memory in proportion and no stack. */
class RedactionWalk
{
public:
    RedactionWalk(const Redaction &rules, QByteArrayView text, qsizetype most, int nesting)
        : m_rules(rules), m_text(text), m_most(most), m_nesting(nesting)
    {
    }

    Redaction::Outcome run(const QByteArray &original);

private:
    enum class Mode : char {
        Plain,
        Hidden, //!< every text and number inside
        HiddenText, //!< only if it is text: a schema may describe a secret
        Names //!< its keys are names of properties, not of values
    };
    struct Frame
    {
        bool isObject;
        Mode mode;
    };

    void open(bool isObject);
    void close();
    void takeString();
    void takeKey(QByteArrayView raw);
    void takeLiteral();
    void replace(qsizetype from, qsizetype to, QByteArrayView with);
    QByteArray shown(QByteArrayView raw) const;
    qsizetype made() const { return m_out.size() + m_at - m_taken; }
    Mode modeInside() const { return m_frames.isEmpty() ? Mode::Plain : m_frames.last().mode; }

    const Redaction &m_rules;
    QByteArrayView m_text;
    qsizetype m_most;
    int m_nesting;
    qsizetype m_at = 0;
    qsizetype m_taken = 0;
    QByteArray m_out;
    QVarLengthArray<Frame, 64> m_frames;
    Mode m_next = Mode::Plain; //!< of the value that comes
    bool m_keyIsNext = false;
    bool m_isChanged = false;
};

void RedactionWalk::replace(qsizetype from, qsizetype to, QByteArrayView with)
{
    m_out += m_text.sliced(m_taken, from - m_taken);
    m_out += with;
    m_taken = to;
    m_isChanged = true;
}

void RedactionWalk::open(bool isObject)
{
    const bool hides = m_next == Mode::Hidden;
    m_frames.append({isObject, hides ? Mode::Hidden : m_next == Mode::Names ? Mode::Names : Mode::Plain});
    m_next = hides ? Mode::Hidden : Mode::Plain;
    m_keyIsNext = isObject;
    ++m_at;
}

void RedactionWalk::close()
{
    if (!m_frames.isEmpty())
        m_frames.removeLast();
    m_next = modeInside() == Mode::Hidden ? Mode::Hidden : Mode::Plain;
    m_keyIsNext = false;
    ++m_at;
}

void RedactionWalk::takeKey(QByteArrayView raw)
{
    m_keyIsNext = false;
    const Mode inside = modeInside();
    if (inside == Mode::Hidden) {
        m_next = Mode::Hidden;
        return;
    }
    const QByteArray name = unescaped(raw.size() >= 2 ? raw.sliced(1, raw.size() - 2) : QByteArrayView());
    m_next = Mode::Plain;
    if (isSecretName(name) || isEnvironmentName(name))
        m_next = inside == Mode::Names ? Mode::HiddenText : Mode::Hidden;
    else if (inside != Mode::Names && name == "properties")
        m_next = Mode::Names;
}

/** The string as it may be seen; empty if it is so already. */
QByteArray RedactionWalk::shown(QByteArrayView raw) const
{
    const bool isWhole = raw.size() >= 2 && raw.back() == '"';
    if (isWhole && m_nesting > 0 && raw.contains('{') && raw.contains('\\') && raw.contains(':')) {
        const QByteArray inner = unescaped(raw.sliced(1, raw.size() - 2));
        if (JsonView::parse(inner.trimmed()).exists()) {
            const auto outcome = RedactionWalk(m_rules, inner, inner.size() * 2, m_nesting - 1).run(inner);
            if (outcome.isChanged)
                return jsonString(outcome.bytes);
        }
    }
    const QByteArray text = raw.toByteArray();
    const QByteArray safe = m_rules.ofText(text);
    return safe == text ? QByteArray() : safe;
}

void RedactionWalk::takeString()
{
    const qsizetype from = m_at;
    const qsizetype to = endOfString(m_text, from);
    m_at = to;
    const QByteArrayView raw = m_text.sliced(from, to - from);
    if (m_keyIsNext)
        return takeKey(raw);
    if (m_next == Mode::Hidden || m_next == Mode::HiddenText) {
        if (raw.size() > 2)
            replace(from, to, "\"" + Redaction::hidden.toByteArray() + "\"");
        return;
    }
    if (raw.size() < shortestSecret)
        return;
    // What will be cut away need not be looked at, but for a secret that lies across the cut.
    const qsizetype room = std::max<qsizetype>(m_most - m_out.size() - (from - m_taken), 0) + overlap;
    const QByteArray safe = shown(raw.first(std::min(room, raw.size())));
    if (!safe.isEmpty())
        replace(from, std::min(to, from + room), safe);
}

void RedactionWalk::takeLiteral()
{
    const qsizetype from = m_at;
    while (m_at < m_text.size() && !isSpaceOrComma(m_text[m_at]) && !QByteArrayView("{}[]\"").contains(m_text[m_at]))
        ++m_at;
    const char first = m_text[from];
    const bool isNumber = first == '-' || (first >= '0' && first <= '9');
    if (m_next == Mode::Hidden && isNumber)
        replace(from, m_at, "\"" + Redaction::hidden.toByteArray() + "\"");
}

Redaction::Outcome RedactionWalk::run(const QByteArray &original)
{
    while (m_at < m_text.size() && made() < m_most) {
        switch (m_text[m_at]) {
        case '{':
        case '[':
            open(m_text[m_at] == '{');
            break;
        case '}':
        case ']':
            close();
            break;
        case '"':
            takeString();
            break;
        case ',':
            m_keyIsNext = !m_frames.isEmpty() && m_frames.last().isObject;
            m_next = modeInside() == Mode::Hidden ? Mode::Hidden : Mode::Plain;
            ++m_at;
            break;
        case ':':
        case ' ':
        case '\t':
        case '\n':
        case '\r':
            ++m_at;
            break;
        default:
            takeLiteral();
        }
    }
    const bool isCut = m_at < m_text.size() || made() > m_most;
    if (!m_isChanged && !isCut)
        return {original, false, false};
    m_out += m_text.sliced(m_taken, m_at - m_taken);
    if (isCut && m_out.size() > m_most)
        m_out.truncate(m_most);
    return {m_out, m_isChanged, isCut};
}

Redaction::Redaction(const QByteArrayList &secrets)
{
    for (const QByteArray &secret : secrets) {
        const QByteArray written = jsonString(secret);
        if (secret.size() >= shortestSecret)
            m_secrets.append(written.mid(1, written.size() - 2));
    }
    // One may be the beginning of another.
    std::ranges::sort(m_secrets, [](const QByteArray &a, const QByteArray &b) { return a.size() > b.size(); });
}

QByteArray Redaction::ofText(QByteArray text) const
{
    for (const QByteArray &secret : m_secrets)
        text.replace(secret, hidden);
    for (const Look &look : looks)
        hideLook(text, look);
    return text;
}

Redaction::Outcome Redaction::of(const QByteArray &json, qsizetype most) const
{
    return RedactionWalk(*this, json, most, nestedTexts).run(json);
}

QByteArray shownHeader(const QByteArray &name, const QByteArray &value)
{
    const QByteArray lower = name.toLower();
    const bool matters = lower.startsWith("mcp-") || lower == "accept" || lower == "content-type"
        || lower == "authorization" || lower == "last-event-id" || lower == "origin";
    if (!matters)
        return {};
    QByteArray shown = Redaction().ofText(value);
    if (lower == "authorization")
        shown = "Bearer $TOKEN";
    else if (lower.endsWith("session-id"))
        shown = "$SESSION";
    else if (isSecretName(name))
        shown = Redaction::hidden.toByteArray();
    return name + ": " + shown + '\n';
}

} // namespace Signalbox
