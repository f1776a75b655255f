// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/uimodule.h"

namespace Signalbox {

/** What the loader of the module finds. */
class UiPlugin : public QObject, public UiModule
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID SIGNALBOX_UI_IID)
    Q_INTERFACES(Signalbox::UiModule)

public:
    int run(int &argc, char **argv, const UiLink &link) override;
};

} // namespace Signalbox
