// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/tomltree.h"

#include <QJsonArray>

namespace Signalbox {

/** How a table came to be decides what may still be added to it. */
struct TomlTree::Node
{
    enum Kind { Implied, Opened, Dotted, List, Value };
    Kind kind = Implied;
    QJsonValue value;
    std::map<QString, std::unique_ptr<Node>> members;
    std::vector<std::unique_ptr<Node>> elements;

    Node *member(const QString &name, Kind kindIfNew)
    {
        std::unique_ptr<Node> &place = members[name];
        if (!place) {
            place = std::make_unique<Node>();
            place->kind = kindIfNew;
        }
        return place.get();
    }
};

TomlTree::TomlTree()
    : m_root(std::make_unique<Node>())
    , m_open(m_root.get())
{
    m_root->kind = Node::Opened;
}

TomlTree::~TomlTree() = default;

bool TomlTree::open(const QStringList &path, bool isElement)
{
    Node *node = m_root.get();
    for (qsizetype i = 0; i + 1 < path.size(); ++i) {
        node = node->member(path[i], Node::Implied);
        if (node->kind == Node::Value)
            return false;
        if (node->kind == Node::List)
            node = node->elements.back().get();
    }
    const bool isNew = !node->members.contains(path.last());
    Node *last = node->member(path.last(), isElement ? Node::List : Node::Opened);
    if (isElement) {
        if (last->kind != Node::List)
            return false;
        last->elements.push_back(std::make_unique<Node>());
        m_open = last->elements.back().get();
        m_open->kind = Node::Opened;
        return true;
    }
    if (!isNew && last->kind != Node::Implied)
        return false;
    last->kind = Node::Opened;
    m_open = last;
    return true;
}

bool TomlTree::set(const QStringList &path, const QJsonValue &value)
{
    Node *node = m_open;
    for (qsizetype i = 0; i + 1 < path.size(); ++i) {
        node = node->member(path[i], Node::Dotted);
        if (node->kind != Node::Dotted)
            return false;
    }
    if (node->members.contains(path.last()))
        return false;
    node->member(path.last(), Node::Value)->value = value;
    return true;
}

QJsonValue TomlTree::valueOf(const Node &node)
{
    if (node.kind == Node::Value)
        return node.value;
    if (node.kind == Node::List) {
        QJsonArray list;
        for (const auto &element : node.elements)
            list.append(valueOf(*element));
        return list;
    }
    QJsonObject object;
    for (const auto &[name, member] : node.members)
        object.insert(name, valueOf(*member));
    return object;
}

QJsonObject TomlTree::object() const
{
    return valueOf(*m_root).toObject();
}

} // namespace Signalbox
