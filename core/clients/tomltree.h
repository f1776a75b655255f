// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QStringList>

#include <map>
#include <memory>
#include <vector>

namespace Signalbox {

/** What the statements of a TOML file build, with the rules about what may be defined only once. */
class TomlTree
{
public:
    TomlTree();
    ~TomlTree();

    /** `[path]`, or `[[path]]`; false if that was defined before. What is set() from here on is in that table. */
    bool open(const QStringList &path, bool isElement);
    /** `path = value` in the open table; false if that was defined before. */
    bool set(const QStringList &path, const QJsonValue &value);

    QJsonObject object() const;

private:
    struct Node;
    static QJsonValue valueOf(const Node &node);

    std::unique_ptr<Node> m_root;
    Node *m_open;
};

} // namespace Signalbox
