// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layering/rules.h"

#include <QList>
#include <QRegularExpression>

namespace {

constexpr qsizetype MaxLines = 400;

QString at(const SourceText &source, qsizetype line, const QString &what)
{
    return QStringLiteral("%1:%2: %3").arg(source.path).arg(line + 1).arg(what);
}

/** The folder that is a room of its own: "plugins/stdio/" of "plugins/stdio/stdiobackend.h". */
QString roomOf(const QString &path)
{
    return path.section(u'/', 0, 1) + u'/';
}

struct Permission
{
    QString who; //!< beginning of the including file's path; the first that fits counts
    QStringList whom; //!< beginnings of what it may include besides its own room
};

const QList<Permission> &permissions()
{
    static const QString result = QStringLiteral("core/result.h");
    static const QList<Permission> table = {
        {QStringLiteral("app/"), {QStringLiteral("app/"), QStringLiteral("ui/"), QStringLiteral("core/")}},
        {QStringLiteral("ui/"),
         {QStringLiteral("ui/"), QStringLiteral("core/bus/"), QStringLiteral("core/tap/"),
          QStringLiteral("core/clients/"), QStringLiteral("core/wire/"), result}},
        {QStringLiteral("plugins/desk/"),
         {QStringLiteral("core/plugin/"), QStringLiteral("core/wire/"), QStringLiteral("core/bus/"), result}},
        {QStringLiteral("plugins/"), {QStringLiteral("core/plugin/"), QStringLiteral("core/wire/"), result}},
        {QStringLiteral("core/"), {QStringLiteral("core/")}},
        {QStringLiteral("tests/"),
         {QStringLiteral("app/"), QStringLiteral("core/"), QStringLiteral("plugins/"), QStringLiteral("tests/"),
          QStringLiteral("ui/")}},
    };
    return table;
}

/** The only places that know which fronts and dialects there are: they build them and carry out commands on them. */
const QStringList &builders()
{
    static const QStringList files = {QStringLiteral("core/gateway.cpp"), QStringLiteral("core/gatewaycommands."),
                                      QStringLiteral("core/trials.cpp")};
    return files;
}

/** One generation or kind of client per folder: only the folder itself and the builders know it. */
const QStringList &privateRooms()
{
    static const QStringList rooms = {QStringLiteral("core/front/legacy/"),    QStringLiteral("core/front/modern/"),
                                      QStringLiteral("core/front/sse/"),       QStringLiteral("core/front/streamapi/"),
                                      QStringLiteral("core/upstream/legacy/"), QStringLiteral("core/upstream/modern/")};
    return rooms;
}

/** What is wrong with including that file of the project; empty if nothing is. */
QString wrongWithOurs(const SourceText &source, const QString &target)
{
    if (!source.path.startsWith(QLatin1String("tests/")) && !source.isIn(builders())) {
        for (const QString &room : privateRooms()) {
            if (target.startsWith(room) && !source.path.startsWith(room))
                return QStringLiteral("only core/gateway.cpp includes %1 from outside").arg(room);
        }
    }
    for (const Permission &permission : permissions()) {
        if (!source.path.startsWith(permission.who))
            continue;
        if (SourceText{target, {}, {}}.isIn(permission.whom) || target.startsWith(roomOf(source.path)))
            return {};
        return QStringLiteral("%1 may not include %2").arg(permission.who.chopped(1), target);
    }
    return {};
}

struct Foreign
{
    QRegularExpression header;
    QStringList where;
    QString sentence;
};

/** Headers of libraries that belong to certain rooms. */
const QList<Foreign> &foreigners()
{
    static const QString tests = QStringLiteral("tests/");
    static const QList<Foreign> table = {
        {QRegularExpression(QStringLiteral("^(QtHttpServer/|QHttpServer|QAbstractHttpServer)")),
         {QStringLiteral("core/http/")},
         QStringLiteral("only core/http knows QtHttpServer")},
        {QRegularExpression(
             QStringLiteral("^(Qt(Gui|Widgets|Svg)/|Q(Gui)?Application$|QWidget|QWindow|QMainWindow|QDialog"
                            "|QIcon|QImage|QPixmap|QPainter|QClipboard|QDesktopServices|QSystemTrayIcon"
                            "|QMenu|QAction|QMessageBox|QSvg)")),
         {QStringLiteral("ui/"), tests},
         QStringLiteral("only ui draws")},
        {QRegularExpression(QStringLiteral("^(QtDBus/|QDBus)")),
         {QStringLiteral("plugins/desk/"), QStringLiteral("app/"), QStringLiteral("ui/"), tests},
         QStringLiteral("core and the other plugins do without D-Bus")},
        {QRegularExpression(QStringLiteral("^(QtSql/|QSql)")),
         {QStringLiteral("core/"), tests},
         QStringLiteral("only core keeps a database")},
        {QRegularExpression(QStringLiteral("^curl/")),
         {QStringLiteral("plugins/http/"), tests},
         QStringLiteral("only plugins/http knows libcurl")},
        {QRegularExpression(QStringLiteral("^simdjson")),
         {tests},
         QStringLiteral("simdjson only judges our scanner in tests")},
    };
    return table;
}

struct Word
{
    QRegularExpression word;
    QStringList where; //!< where it may stand
    QString sentence;
};

/** Words of the program's code, comments left out. */
const QList<Word> &words()
{
    static const auto pattern = [](const QString &text) {
        return QRegularExpression(text, QRegularExpression::CaseInsensitiveOption);
    };
    static const QStringList generations = {
        QStringLiteral("core/front/legacy/"),    QStringLiteral("core/front/generation"),
        QStringLiteral("core/front/modern/"),    QStringLiteral("core/front/sse/"),
        QStringLiteral("core/upstream/legacy/"), QStringLiteral("core/upstream/modern/"),
        QStringLiteral("core/session/features"), QStringLiteral("core/plugin/toolgeneration"),
        QStringLiteral("core/plugin/toolserver")};
    static const auto concrete = [](const QString &name, const QString &room) {
        return Word{QRegularExpression(QStringLiteral("\\b%1\\b").arg(name)), QStringList{room} + builders(),
                    QStringLiteral("only core/gateway.cpp names %1").arg(name)};
    };
    static const QList<Word> table = {
        {QRegularExpression(QStringLiteral("\\bQ(Abstract)?HttpServer\\b")),
         {QStringLiteral("core/http/")},
         QStringLiteral("only core/http knows QtHttpServer")},
        {pattern(QStringLiteral("mcp-session-id")),
         // Browsers have to be told of the header before they let a page see it.
         {QStringLiteral("core/front/legacy/"), QStringLiteral("plugins/http/"), QStringLiteral("core/front/cors")},
         QStringLiteral("Mcp-Session-Id belongs to core/front/legacy and plugins/http")},
        {QRegularExpression(QStringLiteral("\\b20\\d\\d-\\d\\d-\\d\\d\\b")), generations,
         QStringLiteral("protocol versions are named only where a generation lives")},
        {pattern(QStringLiteral("\\bprotocolVersion\\b(\\(\\))?\\s*([=!]=|<=?|>=?)|(?<!-)([=!]=|<=?|>=?)\\s*[\\w.>-]*"
                                "\\bprotocolVersion\\b")),
         generations, QStringLiteral("protocol versions are compared only where a generation lives")},
        {QRegularExpression(QStringLiteral("(?<!Application)::\\s*instance\\s*\\(\\s*\\)"
                                           "|\\bstatic\\b[^;{=]*\\binstance\\s*\\(\\s*\\)")),
         {},
         QStringLiteral("no singletons")},
        concrete(QStringLiteral("LegacyFront"), QStringLiteral("core/front/legacy/")),
        concrete(QStringLiteral("ModernFront"), QStringLiteral("core/front/modern/")),
        concrete(QStringLiteral("SseFront"), QStringLiteral("core/front/sse/")),
        concrete(QStringLiteral("StreamApi"), QStringLiteral("core/front/streamapi/")),
        concrete(QStringLiteral("LegacyDialect"), QStringLiteral("core/upstream/legacy/")),
        concrete(QStringLiteral("ModernDialect"), QStringLiteral("core/upstream/modern/")),
    };
    return table;
}

/** Words that no file may contain, in comments neither. */
const QList<Word> &wordsAnywhere()
{
    static const QList<Word> table = {
        {QRegularExpression(QStringLiteral("\\b(T[O]DO|F[I]XME|X[X]X)\\b")),
         {},
         QStringLiteral("unfinished work is no comment")},
        {QRegularExpression(QStringLiteral("(?<![\\w.~])/((work|root)/|tmp/(wt|tools)\\b"
                                           "|(home|Users)/(?!(user|you|me)\\b)\\w)")),
         {},
         QStringLiteral("a path of one machine")},
    };
    return table;
}

const QRegularExpression &includeLine()
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
    return pattern;
}

QStringList search(const SourceText &source, const QStringList &lines, const QList<Word> &table)
{
    QStringList found;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (includeLine().match(lines.at(i)).hasMatch())
            continue; // judged by the rules for includes
        for (const Word &word : table) {
            if (!source.isIn(word.where) && word.word.match(lines.at(i)).hasMatch())
                found.append(at(source, i, word.sentence));
        }
    }
    return found;
}

} // namespace

QStringList includeViolations(const SourceText &source)
{
    QStringList found;
    if (!source.isCpp())
        return found;
    for (qsizetype i = 0; i < source.code.size(); ++i) {
        const auto match = includeLine().match(source.code.at(i));
        if (!match.hasMatch())
            continue;
        const QString header = match.captured(2);
        if (match.captured(1) == QLatin1String("\"")) {
            const QString folder = source.path.section(u'/', 0, -2);
            const QString target = header.contains(u'/') ? header : folder + u'/' + header;
            const QString wrong = !header.contains(QLatin1String("../"))
                ? wrongWithOurs(source, target)
                : QStringLiteral("%1: includes are written from the project's root").arg(header);
            if (!wrong.isEmpty())
                found.append(at(source, i, wrong));
            continue;
        }
        for (const Foreign &foreign : foreigners()) {
            if (foreign.header.match(header).hasMatch() && !source.isIn(foreign.where))
                found.append(at(source, i, foreign.sentence));
        }
    }
    return found;
}

QStringList wordViolations(const SourceText &source)
{
    static const QStringList program = {QStringLiteral("app/"), QStringLiteral("core/"), QStringLiteral("plugins/"),
                                        QStringLiteral("ui/")};
    QStringList found;
    if (source.isCpp() && source.isIn(program))
        found += search(source, source.code, words());
    found += search(source, source.lines, wordsAnywhere());
    return found;
}

QStringList shapeViolations(const SourceText &source)
{
    QStringList found;
    const bool ours = source.isCpp() || source.isScript();
    if (!ours && !source.path.endsWith(QLatin1String("CMakeLists.txt")))
        return found;
    if (source.lines.size() > MaxLines) {
        found.append(
            at(source, MaxLines, QStringLiteral("%1 lines, %2 are the limit").arg(source.lines.size()).arg(MaxLines)));
    }
    const qsizetype licence = source.lines.value(0).startsWith(QLatin1String("#!")) ? 1 : 0;
    if (ours && !source.lines.value(licence).contains(QLatin1String("SPDX-License-Identifier: GPL-3.0-or-later")))
        found.append(at(source, licence, QStringLiteral("the licence line is missing")));
    return found;
}
