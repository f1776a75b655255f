// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Signalbox {

/** What the text between the quotes of a JSON string says (UTF-8); a lone surrogate becomes U+FFFD. */
QByteArray unescaped(QByteArrayView written);

} // namespace Signalbox
