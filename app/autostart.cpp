// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/autostart.h"

#include "core/config/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

namespace Signalbox {

namespace {

constexpr qint64 largestEntry = 64 * 1024;

/** An argument of an Exec line: quoted, and then escaped once more as every value of an entry is. */
QString quoted(const QString &argument)
{
    QString inner;
    for (const QChar c : argument) {
        if (c == u'"' || c == u'`' || c == u'$' || c == u'\\')
            inner += u'\\';
        inner += c;
        if (c == u'%')
            inner += c; // otherwise a field code
    }
    const auto isPlain = [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'/' || c == u'.' || c == u'-' || c == u'_'
            || c == u'+' || c == u',' || c == u':' || c == u'@';
    };
    const QString argumentText =
        !argument.isEmpty() && std::all_of(argument.cbegin(), argument.cend(), isPlain) ? inner : u'"' + inner + u'"';
    return QString(argumentText).replace(u'\\', QStringLiteral("\\\\"));
}

} // namespace

Autostart::Autostart(const QString &configHome, const QString &program, const QStringList &arguments)
    : m_file(QDir::cleanPath(configHome + QStringLiteral("/autostart/signalbox.desktop")))
{
    QStringList words{quoted(program), QStringLiteral("--at-login")};
    for (const QString &argument : arguments)
        words.append(quoted(argument));
    m_entry = "[Desktop Entry]\nType=Application\nName=Signalbox\nGenericName=MCP gateway\n"
              "Comment=One local address in front of all your MCP servers\nExec="
        + words.join(u' ').toUtf8() + "\nIcon=signalbox\nTerminal=false\nCategories=Network;Development;\n";
}

Autostart::State Autostart::state() const
{
    const QFileInfo info(m_file);
    if (!info.exists() && !info.isSymLink())
        return State::Off;
    QFile file(m_file);
    const bool isOurs = info.isFile() && file.open(QIODevice::ReadOnly) && file.read(largestEntry) == m_entry;
    return isOurs ? State::On : State::Different;
}

Result<void> Autostart::set(bool isOn) const
{
    const State before = state();
    if (before == (isOn ? State::On : State::Off))
        return {};
    if (before == State::Different) {
        const QString copy = m_file + QStringLiteral(".before-signalbox");
        QFile::remove(copy);
        if (!QFile::rename(m_file, copy))
            return Reason{QStringLiteral("cannot put the entry aside that is there: %1").arg(m_file)};
    } else if (!isOn && !QFile::remove(m_file)) {
        return Reason{QStringLiteral("cannot remove %1").arg(m_file)};
    }
    if (!isOn)
        return {};
    if (!QDir().mkpath(QFileInfo(m_file).absolutePath()))
        return Reason{QStringLiteral("cannot make the folder %1").arg(QFileInfo(m_file).absolutePath())};
    return writeDurably(m_file, m_entry, true, 0644);
}

} // namespace Signalbox
