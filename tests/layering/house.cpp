// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/layering/house.h"

#include "tests/layering/rules.h"

#include <QDirIterator>
#include <QFile>

namespace {

bool isText(const QString &path)
{
    static const QStringList endings = {
        QStringLiteral(".h"),    QStringLiteral(".cpp"), QStringLiteral(".mjs"),     QStringLiteral(".js"),
        QStringLiteral(".cjs"),  QStringLiteral(".py"),  QStringLiteral(".sh"),      QStringLiteral(".cmake"),
        QStringLiteral(".txt"),  QStringLiteral(".md"),  QStringLiteral(".json"),    QStringLiteral(".in"),
        QStringLiteral(".html"), QStringLiteral(".css"), QStringLiteral(".service"), QStringLiteral(".desktop")};
    for (const QString &ending : endings) {
        if (path.endsWith(ending))
            return true;
    }
    return !path.section(u'/', -1).contains(u'.');
}

/** What is not ours or not text: packages of others, data of tests. */
bool isLeftOut(const QString &path)
{
    return path.contains(QLatin1String("/node_modules/")) || path.startsWith(QLatin1String("tests/corpus/"))
        || path.endsWith(QLatin1String("package-lock.json")) || path == QLatin1String("LICENSE");
}

} // namespace

House::House(const QDir &root)
{
    for (const QString &name : root.entryList(QDir::Files | QDir::Hidden, QDir::Name))
        readFile(root, name);
    static const QStringList folders = {
        QStringLiteral(".ci"),       QStringLiteral("app"),       QStringLiteral("core"),
        QStringLiteral("docs"),      QStringLiteral("packaging"), QStringLiteral("plugins"),
        QStringLiteral("resources"), QStringLiteral("tests"),     QStringLiteral("ui")};
    for (const QString &folder : folders)
        readFolder(root, folder);
}

void House::readFolder(const QDir &root, const QString &folder)
{
    const QDir dir(root.filePath(folder));
    const auto entries = dir.entryInfoList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &entry : entries) {
        const QString path = folder + u'/' + entry.fileName();
        if (entry.isSymLink() || isLeftOut(path + u'/'))
            continue;
        if (entry.isDir())
            readFolder(root, path);
        else
            readFile(root, path);
    }
}

void House::readFile(const QDir &root, const QString &path)
{
    if (isLeftOut(path) || !isText(path))
        return;
    QFile file(root.filePath(path));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QByteArray bytes = file.readAll();
    if (!bytes.contains('\0'))
        m_sources.append(SourceText::read(path, QString::fromUtf8(bytes)));
}

QStringList House::violations() const
{
    QStringList found;
    for (const SourceText &source : m_sources) {
        found += includeViolations(source);
        found += wordViolations(source);
        found += shapeViolations(source);
    }
    return found;
}
