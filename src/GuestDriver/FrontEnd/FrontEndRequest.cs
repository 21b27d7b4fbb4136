namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>VHOST_USER_*: the requests that a front-end sends.</summary>
/// <remarks>Source: QEMU docs/interop/vhost-user.rst, "Front-end message types". The numbers are written a second time here on purpose: if
/// both ends took a number from one place, it could be wrong and no test would see it.</remarks>
public enum FrontEndRequest : uint
{
    GetFeatures = 1,
    SetFeatures = 2,
    SetOwner = 3,
    ResetOwner = 4,
    SetMemTable = 5,
    SetVringNum = 8,
    SetVringAddr = 9,
    SetVringBase = 10,
    GetVringBase = 11,
    SetVringKick = 12,
    SetVringCall = 13,
    SetVringErr = 14,
    GetProtocolFeatures = 15,
    SetProtocolFeatures = 16,
    GetQueueNum = 17,
    SetVringEnable = 18,
    SetBackendReqFd = 21,
    GetConfig = 24,
    SetConfig = 25,
    ResetDevice = 34,
    GetMaxMemSlots = 36,
    AddMemReg = 37,
    RemMemReg = 38,
    SetStatus = 39,
    GetStatus = 40,
}
