// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/settingsplace.h"

#include "core/wire/jsonview.h"

#include <QRegularExpression>

#include <algorithm>

namespace Signalbox {

namespace {

/** One step into `view` by the beginning of `path`, which loses it; names may contain dots, so the longest key counts.
 */
bool stepInto(JsonView &view, QStringView &path, const char *&place)
{
    qsizetype longest = -1;
    JsonView deeper;
    const char *found = place;
    qsizetype index = 0;
    for (auto at = view.begin(), end = view.end(); at != end; ++at, ++index) {
        const QString step = view.isArray() ? QStringLiteral("[%1]").arg(index) : QString::fromUtf8(at.key().string());
        const bool ends = path.size() == step.size()
            || (path.size() > step.size() && (path[step.size()] == u'.' || path[step.size()] == u'['));
        if (step.size() < longest || !path.startsWith(step) || !ends)
            continue;
        longest = step.size();
        deeper = at.value();
        found = (view.isArray() ? at.value() : at.key()).raw().data();
    }
    if (longest < 0)
        return false;
    view = deeper;
    place = found;
    path = path.sliced(longest);
    if (path.startsWith(u'.'))
        path = path.sliced(1);
    return true;
}

} // namespace

int lineOf(const ConfigProblem &problem, const QByteArray &text)
{
    static const QRegularExpression position(QStringLiteral("^line ([0-9]{1,8}), column [0-9]+$"));
    const QRegularExpressionMatch match = position.match(problem.path);
    if (match.hasMatch())
        return match.captured(1).toInt();
    JsonView view = JsonView::parse(text);
    if (!view.exists())
        return 1;
    const char *place = view.raw().data();
    QStringView path = problem.path;
    while (!path.isEmpty() && (view.isObject() || view.isArray()) && stepInto(view, path, place))
        continue;
    return int(std::count(text.constData(), place, '\n')) + 1;
}

} // namespace Signalbox
