// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/config/config.h"

#include <QJsonObject>

#include <optional>
#include <span>
#include <utility>

namespace Signalbox {

/** What came, for sentences: `"abc"`, `70000`, `a list`. Long text is cut. */
QString spoken(const QJsonValue &value);

/**
 * One object of the settings on its way to values of the right type. A member that is missing gives nothing; one that
 * is of the wrong type or out of range gives nothing and is noted as a problem.
 */
class Section
{
public:
    /** `path` is where the object stands; `problems` outlives the section. */
    Section(QJsonObject object, QString file, QString path, QList<ConfigProblem> *problems);

    /** The same place with another object. */
    Section with(QJsonObject object) const { return Section(std::move(object), m_file, m_path, m_problems); }

    bool has(const QString &key) const { return m_object.contains(key); }
    QJsonValue value(const QString &key) const { return m_object.value(key); }
    const QJsonObject &object() const { return m_object; }
    QString pathOf(const QString &key) const;
    const QString &file() const { return m_file; }

    std::optional<QString> text(const QString &key);
    std::optional<bool> boolean(const QString &key);
    std::optional<qint64> number(const QString &key, qint64 least, qint64 most);
    /** The elements that are text; the others are noted. */
    std::optional<QStringList> texts(const QString &key);
    std::optional<Section> section(const QString &key);
    /** The same for an element of a list. */
    std::optional<Section> element(const QString &key, qsizetype index);

    template <typename T> using Word = std::pair<const char *, T>;
    /** One of a few words. */
    template <typename T, size_t N> std::optional<T> choice(const QString &key, const Word<T> (&words)[N])
    {
        QStringList names;
        for (const auto &[name, meaning] : words) {
            if (value(key) == QLatin1StringView(name))
                return meaning;
            names.append(QStringLiteral("\"%1\"").arg(QLatin1StringView(name)));
        }
        if (has(key))
            expected(key, names.join(QStringLiteral(" or ")));
        return std::nullopt;
    }

    /** Notes every key that is not among these, with the nearest known one. */
    void refuseUnknown(std::span<const char *const> known);
    /** Notes "expected <what>, got <what came>". */
    void expected(const QString &key, const QString &what);
    void complain(const QString &key, const QString &sentence);

private:
    QJsonObject m_object;
    QString m_file;
    QString m_path;
    QList<ConfigProblem> *m_problems;
};

} // namespace Signalbox
